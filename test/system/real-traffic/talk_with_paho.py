"""Publishes and subscribes through a broker with paho; prints what the application itself sent and received, as JSON."""
import json
import sys
import threading
import time

import paho.mqtt.client as mqtt
from paho.mqtt.properties import Properties
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.subscribeoptions import SubscribeOptions

host, port, version = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
PROTOCOL = mqtt.MQTTv5 if version == 5 else mqtt.MQTTv311
PREFIX = "paho%d" % version
sent = {0: 0, 1: 0, 2: 0}
received = []
lock = threading.Lock()


def client(name, clean=True, keepalive=60, user=None, password=None, will=None):
    options = {"clean_session": clean} if version == 4 else {}
    each = mqtt.Client(client_id=PREFIX + name, protocol=PROTOCOL, **options)
    each.connected = threading.Event()
    each.code = None

    def on_connect(_client, _data, _flags, code, _properties=None):
        each.code = int(code.value) if hasattr(code, "value") else int(code)
        each.connected.set()

    def on_message(_client, _data, message):
        with lock:
            received.append((message.topic, message.qos, message.retain, len(message.payload)))

    each.on_connect = on_connect
    each.on_message = on_message
    if user is not None:
        each.username_pw_set(user, password)
    if will is not None:
        each.will_set(will, b"gone", qos=1)
    more = {}
    if version == 5:
        expiry = Properties(PacketTypes.CONNECT)
        expiry.SessionExpiryInterval = 0 if clean else 300
        more = {"clean_start": clean, "properties": expiry}
    each.connect(host, port, keepalive, **more)
    each.loop_start()
    assert each.connected.wait(5), "no CONNACK"
    return each


def subscribe(each, topic, qos, **options):
    done = threading.Event()
    each.on_subscribe = lambda *_: done.set()
    if version == 5 and options:
        each.subscribe(topic, options=SubscribeOptions(qos=qos, **options))
    else:
        each.subscribe(topic, qos)
    assert done.wait(5), "no SUBACK"


def publish(each, topic, payload, qos, retain=False):
    info = each.publish(topic, payload, qos, retain)
    sent[qos] += 1
    return info


def until(count):
    end = time.monotonic() + 8
    while len(received) < count and time.monotonic() < end:
        time.sleep(0.02)
    assert len(received) == count, "%d messages instead of %d" % (len(received), count)


def leave(*clients):
    for each in clients:
        each.disconnect()
        each.loop_stop()


pub = client("pub", will=PREFIX + "/will")
publish(pub, PREFIX + "/kept", b"retained", 1, True).wait_for_publish()
sub = client("sub", keepalive=1)
subscribe(sub, PREFIX + "/#", 2)
until(1)
infos = [publish(pub, "%s/q%d" % (PREFIX, n % 3), b"x" * n, n % 3) for n in range(45)]
for info in infos:
    info.wait_for_publish()
until(46)
publish(pub, PREFIX + "/large", b"L" * 150000, 2).wait_for_publish()
until(47)
done = threading.Event()
sub.on_unsubscribe = lambda *_: done.set()
sub.unsubscribe(PREFIX + "/#")
assert done.wait(5)
if version == 5:
    # Its own messages do not come back.
    subscribe(sub, PREFIX + "/own", 1, noLocal=True, retainAsPublished=True)
    publish(sub, PREFIX + "/own", b"mine", 1).wait_for_publish()
time.sleep(2.4)  # pings go by

keeper = client("keeper", clean=False)
subscribe(keeper, PREFIX + "-later/+", 1)
leave(keeper)
publish(pub, PREFIX + "-later/1", b"while away", 1).wait_for_publish()
publish(pub, PREFIX + "-later/2", b"while away", 1).wait_for_publish()
keeper = client("keeper", clean=False)
until(49)

if len(sys.argv) > 4:
    refused = client("wrong", user="somebody", password="wrong")
    assert refused.code != 0
    refused.loop_stop()

publish(pub, PREFIX + "/kept", b"", 1, True).wait_for_publish()
leave(pub, sub, keeper)
time.sleep(0.2)
print(json.dumps({"sent": [sent[0], sent[1], sent[2]], "received": len(received)}))

"""One end of TCP conversations of many kinds: peer.py serve | peer.py call HOST,HOST HOST,HOST
Every kind has a port number of its own; all kinds run at once."""

import socket
import struct
import sys
import threading
import time

TCP_REPAIR = 19
LINGER_0 = struct.pack('ii', 1, 0)
ECHO, SINK, SLOW, GREETER, RESETTER, SOURCE, TOGETHER, QUIET, REFUSED, FULL, GONE, FAST, URGENT, REUSED = range(9001, 9015)
BAD_WIRES = range(9101, 9107)


def reset(end):
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_0)
    end.close()


def keep_alive(end):
    end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)


def drain(end, size=65536):
    while end.recv(size):
        pass


def close_at(end, moment):
    time.sleep(max(0, moment - time.monotonic()))
    end.close()


# The serving side.


def echo(end):
    while data := end.recv(65536):
        end.sendall(data)
    end.close()


def sink(end):
    drain(end)
    end.close()


def slow(end):
    time.sleep(1.2)
    for _ in range(6):
        end.recv(700)
        time.sleep(0.1)
    drain(end)
    end.close()


def greeter(end):
    end.sendall(b'hello and good bye')
    end.close()


def resetter(end):
    end.recv(100)
    reset(end)


def source(end):
    end.sendall(bytes(120_000))
    end.shutdown(socket.SHUT_WR)
    drain(end)
    end.close()


def together(end):
    close_at(end, struct.unpack('d', end.recv(8))[0])


def quiet(end):
    keep_alive(end)
    drain(end)
    end.close()


def gone(end):
    end.recv(10)
    time.sleep(0.3)
    try:
        end.sendall(b'are you there?')
        end.recv(10)
    except OSError:
        pass
    end.close()


SERVED = {
    ECHO: echo, SINK: sink, SLOW: slow, GREETER: greeter, RESETTER: resetter, SOURCE: source, TOGETHER: together, QUIET: quiet,
    GONE: gone, FAST: echo, URGENT: sink, REUSED: echo, **{port: echo for port in BAD_WIRES},
}


def patiently(work, *arguments):
    try:
        work(*arguments)
    except OSError as error:
        print(work.__name__, error, file=sys.stderr)


def accept_all(listener, work):
    while True:
        end, _ = listener.accept()
        threading.Thread(target=patiently, args=(work, end), daemon=True).start()


def serve():
    for port, work in SERVED.items():
        listener = socket.socket(socket.AF_INET6)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if work is slow:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2500)
        if port == FAST:
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
        listener.bind(('::', port))
        listener.listen(20)
        threading.Thread(target=accept_all, args=(listener, work), daemon=True).start()
    full = socket.socket(socket.AF_INET6)
    full.bind(('::', FULL))
    full.listen(0)
    print('ready', flush=True)
    time.sleep(600)


# The calling side.


def dial(host, port, own_port=None):
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    end = socket.socket(family)
    end.settimeout(8)
    if own_port is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        end.bind(('', own_port))
    end.connect((host, port))
    return end


def ask(end, data):
    end.sendall(data)
    end.shutdown(socket.SHUT_WR)
    drain(end)
    end.close()


def small_talk(host, port=ECHO):
    end = dial(host, port)
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for size in (1, 1, 2, 50, 1400, 3, 1, 700):
        end.sendall(bytes(size))
        end.recv(65536)
    ask(end, b'bye')


def bulk(host, port=ECHO):
    end = dial(host, port)
    data = bytes(60_000)
    sender = threading.Thread(target=lambda: (end.sendall(data), end.shutdown(socket.SHUT_WR)))
    sender.start()
    drain(end)
    sender.join()
    end.close()


def fill_slow(host):
    ask(dial(host, SLOW), bytes(20_000))


def greeted(host):
    end = dial(host, GREETER)
    drain(end)
    end.close()


def be_reset(host):
    end = dial(host, RESETTER)
    end.sendall(b'x')
    try:
        end.recv(1)
    except ConnectionResetError:
        end.close()


def reset_it(host):
    end = dial(host, ECHO)
    end.sendall(b'x')
    end.recv(1)
    reset(end)


def reset_unread(host):
    end = dial(host, SOURCE)
    time.sleep(0.1)
    end.close()  # with data unread: RST instead of FIN


def half_close(host):
    ask(dial(host, SOURCE), b'')


def close_together(host):
    end = dial(host, TOGETHER)
    moment = time.monotonic() + 0.15
    end.sendall(struct.pack('d', moment))
    close_at(end, moment)


def stay_quiet(host):
    end = dial(host, QUIET)
    keep_alive(end)
    end.sendall(b'x')
    time.sleep(3.4)
    end.close()


def be_refused(host):
    try:
        dial(host, REFUSED)
    except ConnectionRefusedError:
        pass


def overcrowd(host):
    ends = [socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET) for _ in range(4)]
    for end in ends:
        end.setblocking(False)
        end.connect_ex((host, FULL))
    time.sleep(2.5)
    for end in ends:
        end.close()


def vanish(host):
    end = dial(host, GONE)
    end.sendall(b'x')
    end.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    end.close()  # under repair: without a word
    time.sleep(0.6)


def fast_open(host):
    for _ in range(2):
        end = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
        end.settimeout(8)
        end.sendto(b'data on SYN', socket.MSG_FASTOPEN, (host, FAST))
        ask(end, b'')


def be_urgent(host):
    end = dial(host, URGENT)
    end.sendall(b'abc')
    end.send(b'!', socket.MSG_OOB)
    ask(end, b'd')


def reuse(host):
    for way in (reset, lambda end: ask(end, b'last'), reset):
        end = dial(host, REUSED, 33_333)
        end.sendall(b'again')
        end.recv(10)
        way(end)
        time.sleep(0.05)


CALLS = [
    small_talk, bulk, fill_slow, greeted, be_reset, reset_it, reset_unread, half_close, close_together, stay_quiet, be_refused,
    overcrowd, vanish, fast_open, be_urgent, reuse,
]


def call(good_hosts, bad_hosts):
    """Good and bad: the wire to them."""
    work = [(each, host) for host in good_hosts for each in CALLS]
    work += [(each, host, port) for host in bad_hosts for port in BAD_WIRES for each in (small_talk, bulk)]
    threads = [threading.Thread(target=patiently, args=each, daemon=True) for each in work]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    until = time.monotonic() + 9
    for thread in threads:
        thread.join(max(0, until - time.monotonic()))


if sys.argv[1] == 'serve':
    serve()
else:
    call(sys.argv[2].split(','), sys.argv[3].split(','))

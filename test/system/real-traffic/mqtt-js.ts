// Publishes and subscribes through a broker with MQTT.js; returns what the application itself sent and received.

import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

export interface Told {
  /** Messages published, by QoS. */
  readonly sent: readonly [number, number, number];
  readonly received: number;
}

export async function talk(port: number, version: 4 | 5, wrongPassword: boolean): Promise<Told> {
  const prefix = `js${version}`;
  const sent: [number, number, number] = [0, 0, 0];
  let received = 0;

  const open = async (name: string, options: IClientOptions = {}): Promise<MqttClient> => {
    const client = mqtt.connect({
      host: '127.0.0.1',
      port,
      clientId: `${prefix}${name}`,
      protocolVersion: version,
      reconnectPeriod: 0,
      ...options,
    });
    client.on('message', () => {
      received++;
    });
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
    });
    return client;
  };
  const publish = async (
    client: MqttClient,
    topic: string,
    payload: string | Buffer,
    qos: 0 | 1 | 2,
    more: { retain?: boolean; properties?: { topicAlias?: number } } = {},
  ): Promise<void> => {
    sent[qos]++;
    await client.publishAsync(topic, payload, { qos, ...more });
  };
  const until = async (count: number): Promise<void> => {
    const end = Date.now() + 8000;
    while (received < count && Date.now() < end) await sleep(20);
    if (received !== count) throw new Error(`${prefix}: ${received} messages instead of ${count}`);
  };

  const pub = await open('pub');
  await publish(pub, `${prefix}/kept`, 'retained', 1, { retain: true });
  const sub = await open('sub', { keepalive: 1 });
  await sub.subscribeAsync(`${prefix}/#`, { qos: 2 });
  await until(1);
  // MQTT.js 5.16 takes no notice of the server's Receive Maximum (mosquitto: 20), and is told so: here its user does, ten at once.
  for (let from = 0; from < 45; from += 15) {
    const many = Array.from({ length: 15 }, (_, at) => {
      const n = from + at;
      const qos = n % 3 === 0 ? 0 : n % 3 === 1 ? 1 : 2;
      return publish(pub, `${prefix}/q${qos}`, 'x'.repeat(n), qos);
    });
    await Promise.all(many);
  }
  await until(46);
  await publish(pub, `${prefix}/large`, Buffer.alloc(150_000, 'L'), 2);
  await until(47);

  const doomed = await open('doomed', { will: { topic: `${prefix}/will`, payload: Buffer.from('gone'), qos: 1 } });
  doomed.stream.destroy();
  await until(48);
  let count = 48;
  if (version === 5) {
    // Twice with the topic and its alias, then with the alias alone.
    await publish(pub, `${prefix}/alias`, 'one', 1, { properties: { topicAlias: 1 } });
    await publish(pub, '', 'two', 1, { properties: { topicAlias: 1 } });
    count += 2;
    await until(count);
  }
  await sub.unsubscribeAsync(`${prefix}/#`);
  if (version === 5) {
    await sub.subscribeAsync(`${prefix}/own`, { qos: 1, nl: true, rap: true, rh: 1 });
    await publish(sub, `${prefix}/own`, 'mine', 1);
    await sub.subscribeAsync(`${prefix}/told`, { qos: 1, properties: { subscriptionIdentifier: 7 } });
    await publish(pub, `${prefix}/told`, 'known', 1);
    count++;
    await until(count);
  }
  await sleep(2400); // pings go by

  const lasting: IClientOptions = {
    clean: false,
    ...(version === 5 && { properties: { sessionExpiryInterval: 300 } }),
  };
  const keeper = await open('keeper', lasting);
  await keeper.subscribeAsync(`${prefix}-later/+`, { qos: 1 });
  await keeper.endAsync();
  await publish(pub, `${prefix}-later/1`, 'while away', 1);
  await publish(pub, `${prefix}-later/2`, 'while away', 1);
  const again = await open('keeper', lasting);
  await until(count + 2);

  if (wrongPassword) {
    const outcome = await open('wrong', { username: 'somebody', password: 'wrong' }).then(
      () => 'accepted',
      () => 'refused',
    );
    if (outcome !== 'refused') throw new Error('a wrong password was accepted');
  }
  await publish(pub, `${prefix}/kept`, '', 1, { retain: true });
  await Promise.all([pub, sub, again].map((client) => client.endAsync()));
  return { sent, received };
}

// `transfer` as people use it: two processes and a broker. Files arrive whole, and what cannot arrive is told with the right exit code.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionName } from '../../src/transfer/selective/session.ts';
import { freePort, hasMosquitto, LAB_TEXT, type Part, randomContent, required, Stage } from './transfer/processes.ts';

const MB = 1_000_000;
/** --size 1k */
const SIZE = { min: 1024, max: 1024 };
const stage = new Stage();
const brokers: Record<string, string> = {};
if (!hasMosquitto) console.warn('transfers over mosquitto are not tested: it is not here');

beforeAll(async () => {
  brokers['aedes'] = `mqtt://127.0.0.1:${(await stage.aedes()).port}`;
  if (!hasMosquitto && !required) return;
  const { port, webSocketPort } = await stage.mosquitto();
  brokers['mosquitto'] = `mqtt://127.0.0.1:${port}`;
  brokers['mosquitto over WebSocket'] = `ws://127.0.0.1:${webSocketPort}`;
}, 30_000);

afterAll(() => stage.close(), 30_000);

interface Outcome {
  readonly publisher: Part;
  readonly subscriber: Part;
  readonly folder: string;
}

let serial = 0;

/** Subscriber first, then the publisher; both to their end. */
async function move(
  broker: string,
  content: Buffer | string,
  shared: readonly string[],
  sending: readonly string[] = [],
  receiving: readonly string[] = [],
): Promise<Outcome> {
  const folder = stage.freshFolder();
  writeFileSync(join(folder, 'input.txt'), content);
  const topic = shared.includes('--topic') ? [] : ['--topic', `test/${serial++}`];
  const common = ['--broker', brokers[broker] ?? broker, ...topic, ...shared];
  const subscriber = stage.transfer(folder, 'subscribe', ...common, '--idle', '1', '--wait', '10', ...receiving);
  // In the lab's modes the subscriber must be there first.
  await Promise.race([subscriber.says(/Subscribed to/), subscriber.ended]);
  const publisher = stage.transfer(folder, 'publish', ...common, '--wait', '10', ...sending);
  await Promise.all([publisher.exit(), subscriber.exit()]);
  return { publisher, subscriber, folder };
}

function expectWhole({ publisher, subscriber, folder }: Outcome, content: Buffer | string): void {
  expect(publisher.stderr + subscriber.stderr).not.toMatch(/internal error/);
  expect([publisher.child.exitCode, subscriber.child.exitCode]).toEqual([0, 0]);
  expect(publisher.stdout).toMatch(/^Done: /);
  expect(subscriber.stdout).toMatch(/^Done: /);
  expect(readFileSync(join(folder, 'output.txt')).equals(Buffer.from(content))).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['input.txt', 'output.txt']);
}

describe.each(['aedes', 'mosquitto'])('over %s', (broker) => {
  const skipped = broker === 'mosquitto' && !hasMosquitto && !required;

  it.skipIf(skipped).each([
    ['plain', ['--mode', 'plain'], [], /cannot tell whether anything is missing/],
    ['indexed', ['--mode', 'indexed', '--qos', '1'], [], /No number is missing/],
    ['length', ['--mode', 'length'], [], /announced one \(673 bytes\)/],
    ['restart', ['--mode', 'restart'], ['--drop', '2'], /begun again: 1/],
    ['selective', ['--mode', 'selective'], ['--size', '50-70', '--drop', '3,7', '--seed', '5'], /equals what was sent/],
  ] as const)('%s: the lab’s file arrives', { timeout: 30_000 }, async (_name, shared, sending, said) => {
    const outcome = await move(broker, LAB_TEXT, shared, sending);
    expectWhole(outcome, LAB_TEXT);
    expect(outcome.subscriber.stdout).toMatch(said);
  });

  it.skipIf(skipped)(
    'selective: 20 MB arrive intact although one fragment in ten is lost',
    { timeout: 60_000 },
    async () => {
      const content = randomContent(20 * MB);
      const outcome = await move(broker, content, ['--mode', 'selective'], ['--loss', '10%', '--seed', '7']);
      expectWhole(outcome, content);
      const lost = Number(/(\d+) lost on purpose/.exec(outcome.publisher.stdout)?.[1]);
      const again = Number(/(\d+) sent again/.exec(outcome.publisher.stdout)?.[1]);
      expect(lost).toBeGreaterThan(40);
      expect(again).toBeGreaterThanOrEqual(lost);
      expect(again).toBeLessThan(lost * 2);
    },
  );
});

describe('selective', () => {
  it('serves several subscribers, early and late, and MQTT 5', { timeout: 30_000 }, async () => {
    const broker = brokers['mosquitto'] ?? brokers['aedes'] ?? '';
    const version = 'mosquitto' in brokers ? ['--mqtt-version', '5'] : [];
    const content = randomContent(2 * MB);
    const folders = [stage.freshFolder(), stage.freshFolder()];
    const home = stage.freshFolder();
    writeFileSync(join(home, 'input.txt'), content);
    const common = ['--broker', broker, '--topic', 'test/several', '--wait', '15', ...version];
    const first = stage.transfer(folders[0]!, 'subscribe', ...common);
    const publisher = stage.transfer(home, 'publish', ...common, '--receivers', '2', '--loss', '10%');
    await publisher.says(/joined/);
    const second = stage.transfer(folders[1]!, 'subscribe', ...common);
    expect([await publisher.exit(), await first.exit(), await second.exit()]).toEqual([0, 0, 0]);
    expect(publisher.stdout).toContain('2 subscribers have it whole');
    for (const folder of folders) expect(readFileSync(join(folder, 'output.txt')).equals(content)).toBe(true);
  });

  it('moves an empty file, and one of a single byte', { timeout: 30_000 }, async () => {
    for (const content of ['', 'x']) expectWhole(await move('aedes', content, ['--mode', 'selective']), content);
  });

  it.skipIf(!hasMosquitto && !required)('works over WebSocket', { timeout: 30_000 }, async () => {
    const content = randomContent(MB);
    expectWhole(await move('mosquitto over WebSocket', content, ['--mode', 'selective'], ['--loss', '5%']), content);
  });

  it('says that nobody came, on either side', { timeout: 30_000 }, async () => {
    const folder = stage.freshFolder();
    writeFileSync(join(folder, 'input.txt'), 'x');
    const common = ['--broker', brokers['aedes'] ?? '', '--topic', 'test/nobody', '--wait', '0.5'];
    const publisher = stage.transfer(folder, 'publish', ...common);
    expect(await publisher.exit()).toBe(4);
    expect(publisher.stderr).toContain('0 of 1');
    const subscriber = stage.transfer(folder, 'subscribe', ...common);
    expect(await subscriber.exit()).toBe(4);
    expect(subscriber.stderr).toContain('no publisher appeared');
    expect(readdirSync(folder)).toEqual(['input.txt']);
  });
});

describe('losses that a mode cannot mend', () => {
  it.each([
    ['indexed', ['--drop', '6'], /known to be missing: 1 \(6\)/],
    ['indexed', ['--drop', '0-1'], /missing: 2 \(0–1\).*\n.*Start it earlier/],
    ['length', ['--drop', '6'], /known to be missing: 1 \(6\)/],
    ['length', ['--drop', '11-20'], /673 bytes were announced and \d+ arrived.*the end is missing/],
    ['length', ['--drop', '0'], /not message 0/],
  ] as const)('%s %j are told, and no file gets the final name', { timeout: 30_000 }, async (mode, sending, said) => {
    const { publisher, subscriber, folder } = await move(
      'aedes',
      LAB_TEXT,
      ['--mode', mode],
      [...sending, '--seed', '3'],
    );
    expect(publisher.child.exitCode).toBe(0); // it cannot know
    expect(subscriber.child.exitCode).toBe(4);
    expect(subscriber.stderr).toMatch(said);
    expect(readdirSync(folder).sort()).toEqual(['input.txt', 'output.txt.part']);
  });

  it('restart gives up after so many attempts, and says what would help', { timeout: 30_000 }, async () => {
    const sending = ['--loss', '90%', '--attempts', '3'];
    const { publisher, subscriber } = await move('aedes', LAB_TEXT, ['--mode', 'restart', '--timeout', '2'], sending, [
      '--wait',
      '3',
    ]);
    expect(publisher.child.exitCode).toBe(4);
    expect(publisher.stderr).toMatch(/given up after 3 attempts/);
    expect(subscriber.child.exitCode).toBe(4);
  });
});

describe('trouble', () => {
  const run = async (...args: string[]): Promise<{ readonly exit: number | null; readonly said: string }> => {
    const folder = stage.freshFolder();
    writeFileSync(join(folder, 'input.txt'), 'x');
    const part = stage.transfer(folder, ...args);
    return { exit: await part.exit(), said: part.stderr };
  };

  it('with arguments ends with 2', { timeout: 30_000 }, async () => {
    const wrong: readonly (readonly [string, ...string[]])[] = [
      ['', 'what to do is missing'],
      ['pubish', 'Did you mean publish'],
      ['publish a b', 'one word too many'],
      ['broker x', 'one word too many'],
      ['broker --loss 1%', '--loss makes no sense for transfer broker'],
      ['publish --broker http://x', 'mqtt://'],
      ['publish --topic a/#', '--topic'],
      ['publish --size 70-50', '--size'],
      ['publish --loss 100%', '--loss'],
      ['publish --drop six', '--drop'],
      ['subscribe --idle soon', '--idle'],
      ['subscribe --cert nowhere', '--key'],
    ];
    for (const [line, said] of wrong) {
      const outcome = await run(...line.split(' ').filter((word) => word !== ''));
      expect(outcome.said).toContain(said);
      expect(outcome.exit).toBe(2);
    }
  });

  it('with files ends with 3 and 6', async () => {
    const broker = ['--broker', brokers['aedes'] ?? ''];
    expect(await run('publish', 'absent.txt', ...broker)).toMatchObject({ exit: 3 });
    expect(await run('subscribe', 'absent/output.txt', ...broker)).toMatchObject({ exit: 6 });
    expect(await run('subscribe', '.', ...broker)).toMatchObject({ exit: 6 });
  });

  it('with the broker ends with 5 and says what to do', { timeout: 30_000 }, async () => {
    const nobody = await run('publish', '--broker', `mqtt://127.0.0.1:${await freePort()}`);
    expect(nobody.exit).toBe(5);
    expect(nobody.said).toMatch(/nobody listens there[\s\S]*transfer broker/);
    const { port } = await stage.aedes(0, '--username', 'somebody', '--password', 'right');
    const url = `mqtt://127.0.0.1:${port}`;
    const stranger = await run('subscribe', '--broker', url, '--username', 'somebody', '--password', 'wrong');
    expect(stranger.exit).toBe(5);
    expect(stranger.said).toMatch(/does not accept the user name or the password/);
    const known = await run('publish', '--broker', url.replace('//', '//somebody:right@'), '--wait', '0.3');
    expect(known.exit).toBe(4); // it was let in; nobody came
    const taken = await run('broker', '--port', String(port));
    expect(taken.exit).toBe(5);
    expect(taken.said).toContain('in use');
  });
});

describe('TLS', () => {
  const home = stage.freshFolder();
  const [cert, key] = [join(home, 'cert.pem'), join(home, 'key.pem')];
  const made = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...[
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        cert,
      ],
    ],
    { timeout: 20_000 },
  );
  const canMake = made.status === 0 && existsSync(cert);
  if (!canMake) console.warn('transfers over TLS are not tested: no certificate, openssl is not here');

  it.skipIf(!canMake && !required)('checks the broker’s certificate', { timeout: 30_000 }, async () => {
    const { port } = await stage.aedes(0, '--cert', cert, '--key', key);
    const url = `mqtts://127.0.0.1:${port}`;
    expectWhole(await move(url, LAB_TEXT, ['--mode', 'selective', '--ca', cert]), LAB_TEXT);
    expectWhole(await move(url, LAB_TEXT, ['--mode', 'selective', '--insecure']), LAB_TEXT);
    const { publisher } = await move(url, LAB_TEXT, ['--mode', 'selective']);
    expect(publisher.child.exitCode).toBe(5);
    expect(publisher.stderr).toMatch(/not trusted[\s\S]*--ca/);
  });
});

/** A stranger publishes this on `topics`, again and again. */
async function stranger(
  topics: readonly string[],
  messages: readonly (string | Buffer)[],
): Promise<() => Promise<void>> {
  const client = await mqtt.connectAsync(brokers['aedes'] ?? '', { reconnectPeriod: 0 });
  let isOver = false;
  const talking = (async () => {
    while (!isOver) {
      for (const topic of topics) for (const message of messages) await client.publishAsync(topic, message, { qos: 1 });
      await sleep(5);
    }
  })();
  return async () => {
    isOver = true;
    await talking;
    await client.endAsync();
  };
}

describe('other people’s messages on the topic', () => {
  const NOISE = [
    ...['', '|', 'hola', '7', '-5|x', '-1|????', '10000000|x', '99999999999999999999|x', '\u0000\u0001', '{"a":'],
    JSON.stringify({ format: 'mqttscope-selective-1', state: 'closed' }),
    JSON.stringify({ format: 'mqttscope-selective-1', receiver: '\u001b[2J', state: 'done', next: -1 }),
    'x'.repeat(300_000),
  ];

  it.each(['indexed', 'length', 'restart'])(
    '%s: of another format, they do no harm',
    { timeout: 30_000 },
    async (mode) => {
      const topic = `test/noise-${mode}`;
      const hush = await stranger([topic, `${topic}/x`, `${topic}/interrupted/x`], NOISE);
      const shared = ['--mode', mode, '--topic', topic];
      const outcome = await move('aedes', LAB_TEXT, shared, ['--pace', '20ms']);
      await hush();
      expectWhole(outcome, LAB_TEXT);
    },
  );

  it('selective: on its own topics, too, they do no harm', { timeout: 60_000 }, async () => {
    const topic = 'test/noise-selective';
    const folder = stage.freshFolder();
    const content = randomContent(200_000);
    writeFileSync(join(folder, 'input.txt'), content);
    const common = ['--broker', brokers['aedes'] ?? '', '--topic', topic, '--wait', '20'];
    const session = sessionName(createHash('sha256').update(content).digest('hex'), content.length, SIZE, 1);
    const kinds = ['announce', 'data', 'report'].map((kind) => `${topic}/${session}/${kind}`);
    const absurd = ['9999999|x', '4000|x', `0|${'y'.repeat(5000)}`]; // beyond the file, beyond the window, longer than announced
    const hush = await stranger([topic, `${topic}/announce`, ...kinds], [...NOISE, ...absurd]);
    const subscriber = stage.transfer(folder, 'subscribe', ...common);
    await subscriber.says(/Subscribed to/);
    const publisher = stage.transfer(folder, 'publish', ...common, '--size', '1k', '--pace', '2ms');
    await Promise.all([publisher.exit(), subscriber.exit()]);
    await hush();
    expectWhole({ publisher, subscriber, folder }, content);
  });

  it('absurd numbers are taken for what they say: what is missing is told, and no file gets the final name', {
    timeout: 30_000,
  }, async () => {
    const topic = 'test/absurd';
    const hush = await stranger([topic], ['9999999|x']);
    const outcome = await move(
      'aedes',
      LAB_TEXT,
      ['--mode', 'indexed', '--topic', topic],
      ['--pace', '20ms'],
      ['--timeout', '2'],
    );
    await hush();
    expect(outcome.subscriber.child.exitCode).toBe(4);
    expect(outcome.subscriber.stderr).toMatch(/known to be missing: 99\d{5}/);
    expect(readdirSync(outcome.folder).sort()).toEqual(['input.txt', 'output.txt.part']);
  });
});

describe('those who never let it come to an end', () => {
  it.each([
    ['indexed', 'the same fragment for ever', [''], ['0|a'], 0],
    ['indexed', 'two runs at once', [''], ['0|a', '0|b'], 4],
    ['plain', 'the end for ever', ['', '/finished'], ['x'], 4],
    ['plain', 'beginnings for ever', ['/begun', ''], ['x'], 4],
    ['restart', 'failures for ever', [''], ['0|a', '-1|\u00ff'], 4],
  ] as const)('%s: %s', { timeout: 60_000 }, async (mode, what, tails, messages, exit) => {
    const topic = `test/endless-${mode}-${what.replaceAll(' ', '-')}`;
    const folder = stage.freshFolder();
    const hush = await stranger(
      tails.map((tail) => `${topic}${tail}`),
      messages.map((text) => (text.startsWith('-1|') ? Buffer.from('-1|ÿÿÿÿ', 'latin1') : text)),
    );
    const waiting = ['--idle', '0.5', '--timeout', '2', '--wait', '5'];
    const subscriber = stage.transfer(
      folder,
      'subscribe',
      '--broker',
      brokers['aedes'] ?? '',
      '--topic',
      topic,
      '--mode',
      mode,
      ...waiting,
    );
    await subscriber.exit();
    await hush();
    expect(subscriber.stderr).not.toMatch(/internal error/);
    expect(subscriber.stderr.split('\n').length).toBeLessThan(20);
    expect(subscriber.child.exitCode).toBe(exit);
  });
});

describe('plain and indexed, which do not say where they end', () => {
  it.each(['plain', 'indexed'])(
    '%s: a publisher that hangs is an interruption, not an end',
    { timeout: 40_000 },
    async (mode) => {
      const folder = stage.freshFolder();
      writeFileSync(join(folder, 'input.txt'), LAB_TEXT);
      const common = ['--broker', brokers['aedes'] ?? '', '--topic', `test/hangs-${mode}`, '--mode', mode];
      const subscriber = stage.transfer(folder, 'subscribe', ...common, '--idle', '0.5', '--timeout', '2');
      await subscriber.says(/Subscribed to/);
      const publisher = stage.transfer(folder, 'publish', ...common, '--pace', '100ms');
      await sleep(900);
      publisher.child.kill('SIGSTOP');
      expect(await subscriber.exit()).toBe(4);
      expect(subscriber.stderr).toMatch(/interrupted: the publisher has been silent for 2 s/);
      expect(readdirSync(folder).sort()).toEqual(['input.txt', 'output.txt.part']);
      await publisher.stop('SIGKILL');
    },
  );

  it('of another program: silence is taken for the end, and that is said in so many words', {
    timeout: 30_000,
  }, async () => {
    const folder = stage.freshFolder();
    const common = ['--broker', brokers['aedes'] ?? '', '--topic', 'test/script', '--mode', 'indexed'];
    const script = async (...subscribing: string[]): Promise<Part> => {
      const subscriber = stage.transfer(folder, 'subscribe', ...common, '--idle', '0.5', ...subscribing);
      await subscriber.says(/Subscribed to/);
      const client = await mqtt.connectAsync(brokers['aedes'] ?? '', { reconnectPeriod: 0 });
      for (const text of ['0|uno ', '1|dos']) await client.publishAsync('test/script', text, { qos: 2 });
      await client.endAsync();
      await subscriber.exit();
      return subscriber;
    };
    const silent = await script();
    expect(silent.child.exitCode).toBe(0);
    expect(silent.stdout).toMatch(/ATTENTION: nobody has said that the sending was over; 0\.5 s of silence/);
    expect(readFileSync(join(folder, 'output.txt'), 'utf8')).toBe('uno dos');
    const known = await script('--bytes', '7');
    expect(known.child.exitCode).toBe(0);
    expect(known.stdout).not.toContain('ATTENTION');
    const short = await script('--bytes', '9');
    expect(short.child.exitCode).toBe(4);
  });

  it('plain: who comes late has no file, but is told', { timeout: 30_000 }, async () => {
    const folder = stage.freshFolder();
    writeFileSync(join(folder, 'input.txt'), LAB_TEXT);
    const common = ['--broker', brokers['aedes'] ?? '', '--topic', 'test/late', '--mode', 'plain'];
    const publisher = stage.transfer(folder, 'publish', ...common, '--pace', '250ms');
    await sleep(1200);
    const subscriber = stage.transfer(folder, 'subscribe', ...common, '--idle', '2');
    expect([await publisher.exit(), await subscriber.exit()]).toEqual([0, 4]);
    expect(subscriber.stderr).toMatch(/subscribed when publishing had begun/);
    expect(readdirSync(folder).sort()).toEqual(['input.txt', 'output.txt.part']);
  });
});

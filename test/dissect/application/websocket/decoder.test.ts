// The WebSocket decoder: upgrade, frames, masking, continuation, control frames, compression, and everything that can be wrong with them.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../src/dissect/application/carrier.ts';
import { websocket } from '../../../../src/dissect/application/websocket/index.ts';
import { ascii, be16, concat } from '../../../builders/bytes.ts';
import { Deflater, upgradeRequest, upgradeResponse, WS_KEY, wsFrame } from '../../../builders/websocket.ts';
import { Reading } from './reading.ts';

const MASK = [0x12, 0xff, 0x00, 0xa7];
const DEFLATE = 'permessage-deflate';

/** A connection behind its upgrade. */
function upgraded(extensions: string | null = null): Reading {
  const reading = new Reading();
  reading.give(0, upgradeRequest({ extensions }));
  reading.give(1, upgradeResponse({ extensions }));
  return reading;
}

const masked = (text: string, fields: Parameters<typeof wsFrame>[1] = {}): Uint8Array =>
  wsFrame(ascii(text), { mask: MASK, ...fields });
const plain = (text: string, fields: Parameters<typeof wsFrame>[1] = {}): Uint8Array => wsFrame(ascii(text), fields);

describe('upgrade', () => {
  it('reads a valid one', () => {
    const reading = upgraded('permessage-deflate; client_max_window_bits, x-other; a="b,c"');
    expect(reading.flags).toEqual([]);
    const [request] = reading.requests;
    expect(request).toMatchObject({ path: '/mqtt', host: 'broker.example:8083', key: WS_KEY, version: '13' });
    expect(request?.subprotocols).toEqual(['mqtt']);
    expect(request?.extensions.map(({ text }) => text)).toEqual([
      'permessage-deflate; client_max_window_bits',
      'x-other; a="b,c"',
    ]);
    expect(reading.responses[0]).toMatchObject({ status: 101, subprotocol: 'mqtt', acceptMatches: true });
    expect(reading.started).toEqual([
      [1, true],
      [0, true],
    ]);
    expect(reading.decoder.evidence).toBe('upgrade');
    expect(reading.decoder.promisesInner).toBe(true);
  });

  it('knows the accept value of RFC 6455 §1.3', () => {
    const reading = new Reading();
    reading.give(0, upgradeRequest({ key: 'dGhlIHNhbXBsZSBub25jZQ==' }));
    reading.give(1, upgradeResponse({ accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' }));
    expect(reading.responses[0]?.acceptMatches).toBe(true);
  });

  it('cut at every length', () => {
    const whole = concat(upgradeRequest(), masked('hello'));
    for (let cut = 1; cut < whole.length; cut++) {
      const reading = new Reading();
      reading.give(0, whole.slice(0, cut));
      reading.give(0, whole.slice(cut));
      reading.give(1, upgradeResponse(), [cut]);
      expect([reading.text(0), reading.flags, reading.frames.length]).toEqual(['hello', [], 1]);
    }
  });

  it('reads frames behind the answer in the same piece', () => {
    const reading = new Reading();
    reading.give(0, upgradeRequest());
    reading.give(1, concat(upgradeResponse(), plain('hello')));
    expect(reading.text(1)).toBe('hello');
  });

  it('does not judge the accept value where the request is not there', () => {
    const reading = new Reading();
    reading.decoder.loseFraming(0);
    reading.give(1, concat(upgradeResponse(), plain('hello')));
    expect(reading.responses[0]?.acceptMatches).toBeNull();
    expect(reading.text(1)).toBe('hello');
  });

  it('goes on without the answer: the client sends frames', () => {
    const reading = new Reading();
    reading.give(0, concat(upgradeRequest(), masked('hello')));
    expect(reading.text(0)).toBe('hello');
  });

  it('says which answer it was that is no WebSocket, and reads a second attempt', () => {
    const reading = new Reading();
    reading.give(0, upgradeRequest());
    reading.give(1, ascii('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno'));
    expect(reading.responses.map(({ status, reason }) => [status, reason])).toEqual([[401, 'Unauthorized']]);
    expect(reading.flags).toEqual(['websocket.upgrade-refused']);
    expect(reading.started).toEqual([]);
    reading.give(0, upgradeRequest({ lines: ['Authorization: Basic YTpi'] }));
    reading.give(1, concat(upgradeResponse(), plain('in')));
    expect(reading.requests.length).toBe(2);
    expect(reading.text(1)).toBe('in');
  });

  it('waits for the final answer behind an interim one', () => {
    const reading = new Reading();
    reading.give(0, upgradeRequest());
    reading.give(1, concat(ascii('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), upgradeResponse(), plain('in')));
    expect(reading.responses.map(({ status }) => status)).toEqual([101]);
    expect(reading.text(1)).toBe('in');
  });

  it.each([
    ['key of another length', upgradeRequest({ key: 'c2hvcnQ=' })],
    ['HTTP/1.0', ascii(Buffer.from(upgradeRequest()).toString().replace('HTTP/1.1', 'HTTP/1.0'))],
    ['no Host', ascii(Buffer.from(upgradeRequest()).toString().replace('Host:', 'X-Host:'))],
    ['version 8', ascii(Buffer.from(upgradeRequest()).toString().replace('Version: 13', 'Version: 8'))],
    [
      'no Connection',
      ascii(Buffer.from(upgradeRequest()).toString().replace('Connection: Upgrade', 'Connection: close')),
    ],
  ])('request: %s', (_name, request) => {
    const reading = new Reading();
    reading.give(0, request);
    expect(reading.flags).toEqual(['websocket.upgrade-request-invalid']);
  });

  it.each([
    ['websocket.accept-wrong', upgradeResponse({ accept: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })],
    ['websocket.subprotocol-not-offered', upgradeResponse({ subprotocol: 'stomp' })],
    ['websocket.extension-not-offered', upgradeResponse({ extensions: DEFLATE })],
    [
      'websocket.upgrade-response-invalid',
      ascii(Buffer.from(upgradeResponse()).toString().replace('Upgrade: WebSocket', 'A: b')),
    ],
  ])('response: %s', (id, response) => {
    const reading = new Reading();
    reading.give(0, upgradeRequest());
    reading.give(1, response);
    expect(reading.flags).toEqual([id]);
  });

  it('gives up a head that never ends', () => {
    const reading = new Reading();
    expect(reading.give(0, concat(upgradeRequest().slice(0, -2), new Uint8Array(70_000).fill(0x61)))).toBe(false);
    expect(reading.flags).toEqual(['websocket.head-too-long']);
    expect(reading.skippedBytes).toBe(65_536);
  });

  it('says when MQTT was not agreed on', () => {
    const reading = new Reading();
    reading.give(0, upgradeRequest({ subprotocols: null }));
    reading.give(1, upgradeResponse({ subprotocol: null }));
    expect(reading.decoder.promisesInner).toBe(false);
    reading.decoder.carries('mqtt');
    expect(reading.flags).toEqual(['websocket.subprotocol-not-mqtt']);
  });
});

describe('frames', () => {
  it('reads lengths of all three widths, masked and not, cut anywhere', () => {
    for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 70_001]) {
      const payload = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
      for (const cut of [1, 3, 13, 14, 15, 5000, 100_000]) {
        if (cut === 1 && length > 1000) continue;
        const reading = upgraded();
        reading.give(0, wsFrame(payload, { mask: MASK }), [cut]);
        reading.give(1, wsFrame(payload), [cut]);
        expect(Buffer.compare(reading.inner(0), payload)).toBe(0);
        expect(Buffer.compare(reading.inner(1), payload)).toBe(0);
        expect(reading.flags).toEqual([]);
        expect(reading.frames.map(({ payloadLength }) => payloadLength)).toEqual([length, length]);
      }
    }
  });

  it('puts a fragmented message together around control frames', () => {
    const reading = upgraded();
    reading.give(
      1,
      concat(
        plain('one ', { fin: false }),
        plain('ping', { opcode: 9 }),
        plain('two ', { opcode: 0, fin: false }),
        plain('three', { opcode: 0 }),
        plain(' four'),
      ),
    );
    expect(reading.text(1)).toBe('one two three four');
    expect(reading.frames.map(({ opcode, fin }) => [opcode, fin])).toEqual([
      [2, false],
      [9, true],
      [0, false],
      [0, true],
      [2, true],
    ]);
    expect(reading.flags).toEqual([]);
  });

  it('reads close codes and reasons', () => {
    const reading = upgraded();
    reading.give(1, wsFrame(concat(be16(1001), new TextEncoder().encode('adiós')), { opcode: 8 }));
    reading.give(0, wsFrame(Uint8Array.from(be16(1000)), { opcode: 8, mask: MASK }), [1]);
    expect(reading.frames.map(({ closeCode, closeReason }) => [closeCode, closeReason])).toEqual([
      [1001, 'adiós'],
      [1000, ''],
    ]);
    expect(reading.flags).toEqual([]);
  });

  it.each([
    ['websocket.client-unmasked', 0, plain('x'), 'x'],
    ['websocket.server-masked', 1, masked('x'), 'x'],
    ['websocket.reserved-bits', 1, plain('x', { reserved: 1 }), 'x'],
    ['websocket.reserved-bits', 1, plain('x', { reserved: 4 }), 'x'],
    ['websocket.reserved-opcode', 1, plain('x', { opcode: 3 }), ''],
    ['websocket.reserved-opcode', 1, plain('x', { opcode: 11 }), ''],
    ['websocket.length-not-minimal', 1, plain('x', { lengthWidth: 2 }), 'x'],
    ['websocket.length-not-minimal', 1, plain('x', { lengthWidth: 8 }), 'x'],
    ['websocket.control-too-long', 1, plain('x'.repeat(126), { opcode: 9 }), ''],
    ['websocket.control-fragmented', 1, plain('x', { opcode: 10, fin: false }), ''],
    ['websocket.continuation-unexpected', 1, plain('x', { opcode: 0 }), 'x'],
    ['websocket.message-interrupted', 1, concat(plain('x', { fin: false }), plain('y')), 'xy'],
    ['websocket.close-invalid', 1, wsFrame(Uint8Array.of(3), { opcode: 8 }), ''],
    ['websocket.close-invalid', 1, wsFrame(Uint8Array.from(be16(1005)), { opcode: 8 }), ''],
    ['websocket.close-invalid', 1, wsFrame(Uint8Array.from(be16(999)), { opcode: 8 }), ''],
    ['websocket.close-invalid', 1, wsFrame(concat(be16(1000), [0xc3, 0x28]), { opcode: 8 }), ''],
    ['websocket.data-after-close', 1, concat(plain('', { opcode: 8 }), plain('x')), 'x'],
  ] as const)('raises %s once, and goes on', (id, direction, bytes, inner) => {
    const reading = upgraded();
    const next = direction === 0 ? masked('', { opcode: 10 }) : plain('', { opcode: 10 });
    expect(reading.give(direction, concat(bytes, next))).toBe(true);
    expect(reading.flags).toEqual([id]);
    expect(reading.text(direction)).toBe(inner);
    expect(reading.frames.at(-1)?.opcode).toBe(10);
  });

  it('calls text frames wrong only where they carry MQTT', () => {
    const reading = upgraded();
    reading.give(1, plain('x', { opcode: 1 }));
    reading.decoder.carries('mqtt');
    reading.give(1, plain('y', { opcode: 1 }));
    expect(reading.flags).toEqual(['websocket.text-frame']);
    expect(reading.text(1)).toBe('xy');
  });

  it('loses its way at an impossible length, and resumes', () => {
    const reading = upgraded();
    const impossible = concat([0x82, 127, 0x80], new Uint8Array(7), ascii('rest'));
    expect(reading.give(1, impossible)).toBe(false);
    expect(reading.flags).toEqual(['websocket.length-invalid']);
    expect(reading.decoder.hasLostFraming(1)).toBe(true);
    const next = plain('next');
    const yes = (): Verdict => 'yes';
    expect(reading.decoder.resumesAt(1, next, 0, next.length, yes)).toBe('yes');
    reading.decoder.resume(1);
    reading.give(1, next);
    expect(reading.text(1)).toBe('next');
  });
});

describe('holes', () => {
  it('inside a payload: the inner stream is told how many bytes are missing, and the mask stays in step', () => {
    const payload = ascii('0123456789abcdefghij');
    const bytes = wsFrame(payload, { mask: MASK });
    for (let from = 6; from < bytes.length; from++) {
      for (let to = from + 1; to <= bytes.length; to++) {
        const reading = upgraded();
        reading.give(0, bytes.slice(0, from));
        reading.decoder.missing(0, to - from);
        reading.give(0, concat(bytes.slice(to), masked('!')));
        expect(reading.missing).toEqual([[0, to - from]]);
        expect(reading.text(0)).toBe(
          `${'0123456789abcdefghij'.slice(0, from - 6)}${'0123456789abcdefghij'.slice(to - 6)}!`,
        );
        expect(reading.frames.map(({ missing }) => missing)).toEqual([to - from, 0]);
      }
    }
  });

  it('over the end of a frame: the rest of the payload, then an unknown amount', () => {
    const reading = upgraded();
    reading.give(1, plain('0123456789').slice(0, 6));
    reading.decoder.missing(1, 20);
    expect(reading.missing).toEqual([
      [1, 6],
      [1, -1],
    ]);
    expect(reading.decoder.hasLostFraming(1)).toBe(true);
  });

  it('an unknown amount always loses framing', () => {
    const reading = upgraded();
    reading.give(1, plain('0123456789').slice(0, 6));
    reading.decoder.missing(1, -1);
    expect(reading.missing).toEqual([[1, -1]]);
    expect(reading.frames[0]?.missing).toBe(6);
  });

  it('in a head, nothing is known', () => {
    const reading = new Reading();
    reading.give(0, upgradeRequest().slice(0, 50));
    reading.decoder.missing(0, 10);
    expect(reading.decoder.hasLostFraming(0)).toBe(true);
    expect(reading.skippedBytes).toBe(50);
  });

  it('at the end of the capture a frame stays incomplete', () => {
    const reading = upgraded();
    reading.give(1, plain('0123456789').slice(0, 6));
    reading.decoder.finish(1);
    expect(reading.frames.map(({ missing }) => missing)).toEqual([6]);
  });
});

describe('compression', () => {
  const texts = ['home/temperature 21.5', 'home/temperature 21.6', 'home/temperature 21.7', ''];

  it.each([
    ['with context takeover', DEFLATE, true],
    ['without', `${DEFLATE}; server_no_context_takeover; client_no_context_takeover`, false],
  ])('%s, fragmented, cut anywhere', (_name, extensions, keepsHistory) => {
    for (let cut = 1; cut < 40; cut++) {
      const reading = upgraded(extensions);
      const deflaters = [new Deflater(keepsHistory), new Deflater(keepsHistory)] as const;
      for (const text of texts) {
        for (const direction of [0, 1] as const) {
          const packed = deflaters[direction].message(ascii(text));
          const mask = direction === 0 ? MASK : null;
          const half = packed.length >> 1;
          const frames = concat(
            wsFrame(packed.slice(0, half), { reserved: 4, fin: false, mask }),
            wsFrame(ascii('?'), { opcode: 9, mask }),
            wsFrame(packed.slice(half), { opcode: 0, mask }),
          );
          reading.give(direction, frames, [cut]);
        }
      }
      expect([reading.text(0), reading.text(1), reading.flags]).toEqual([texts.join(''), texts.join(''), []]);
    }
  });

  it('mixes with messages that are not compressed', () => {
    const reading = upgraded(DEFLATE);
    const deflater = new Deflater(true);
    const packed = (text: string): Uint8Array => wsFrame(deflater.message(ascii(text)), { reserved: 4 });
    reading.give(1, concat(packed('one one one '), plain('two '), packed('one one one three')));
    expect(reading.text(1)).toBe('one one one two one one one three');
    expect(reading.frames.map(({ compressed }) => compressed)).toEqual([true, false, true]);
  });

  it('was not agreed on: the bit is wrong, the payload is passed as it is', () => {
    const reading = upgraded();
    reading.give(1, plain('abc', { reserved: 4 }));
    expect(reading.flags).toEqual(['websocket.reserved-bits']);
    expect(reading.text(1)).toBe('abc');
  });

  it('wrong data are said to be wrong, and the next message is read', () => {
    const reading = upgraded(`${DEFLATE}; server_no_context_takeover`);
    const deflater = new Deflater(false);
    reading.give(
      1,
      concat(plain('\x07\x07\x07', { reserved: 4 }), wsFrame(deflater.message(ascii('good')), { reserved: 4 })),
    );
    expect(reading.flags).toEqual(['websocket.inflate-failed']);
    expect(reading.missing).toEqual([[1, -1]]);
    expect(reading.text(1)).toBe('good');
  });

  it('behind a hole: unreadable while it builds on what is missing, never garbage', () => {
    const reading = upgraded(DEFLATE);
    const deflater = new Deflater(true);
    const text = 'a fairly long text that repeats';
    const packed = (plain: string, level: number): Uint8Array =>
      wsFrame(deflater.message(ascii(plain), level), { reserved: 4 });
    const [first, second, stored] = [packed(text, 6), packed(text, 6), packed('refers to nothing', 0)];
    reading.give(1, first.slice(0, 5));
    const before = reading.text(1);
    reading.decoder.missing(1, first.length - 5);
    reading.give(1, second);
    expect(text.startsWith(before)).toBe(true);
    expect(text.startsWith(reading.text(1).slice(before.length))).toBe(true);
    expect(reading.flags).toEqual(['websocket.history-missing']);
    expect(reading.missing).toEqual([
      [1, -1],
      [1, -1],
    ]);
    const garbled = reading.text(1).length;
    reading.give(1, stored);
    expect(reading.text(1).slice(garbled)).toBe('refers to nothing');
  });
});

describe('any bytes', () => {
  it('never throws, never hangs, never looks outside', () => {
    const piece = fc.tuple(
      fc.constantFrom(0 as const, 1 as const),
      fc.uint8Array({ maxLength: 60 }),
      fc.integer({ min: -1, max: 30 }),
    );
    fc.assert(
      fc.property(fc.boolean(), fc.array(piece, { maxLength: 12 }), (isUpgraded, pieces) => {
        const reading = isUpgraded ? upgraded(DEFLATE) : new Reading();
        for (const [direction, bytes, missing] of pieces) {
          const { decoder } = reading;
          if (decoder.hasLostFraming(direction)) decoder.resume(direction);
          const guarded = concat([0x82], bytes, [0x82, 0x05]);
          const stoppedAt = decoder.bytes(direction, guarded, 1, 1 + bytes.length, true);
          expect(stoppedAt >= 1 && stoppedAt <= 1 + bytes.length).toBe(true);
          if (missing !== 0) decoder.missing(direction, missing);
        }
        reading.decoder.finish(0);
        reading.decoder.finish(1);
      }),
      { seed: 6455, numRuns: 3000 },
    );
  });

  it('whatever a head says', () => {
    const word = fc.constantFrom(
      'upgrade',
      'websocket',
      ',',
      '"',
      '\\',
      ';',
      '=',
      ':',
      '\r\n',
      ' ',
      'Sec-WebSocket-Protocol',
      'x',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const reading = new Reading();
        reading.give(0, upgradeRequest({ lines: [words.join('')] }));
        reading.give(1, concat(ascii(`HTTP/1.1 101 ${words.join('')}\r\n\r\n`), plain('x')));
      }),
      { seed: 9112, numRuns: 500 },
    );
  });
});

describe('recognition', () => {
  const inner = (buf: Uint8Array, at: number, end: number): Verdict =>
    end - at < 2 ? 'more' : buf[at] === 0xc0 && buf[at + 1] === 0 ? 'yes' : 'no';
  const probe = (bytes: Uint8Array): Verdict => websocket.probe(bytes, 0, bytes.length, inner);
  const ping = Uint8Array.of(0xc0, 0);

  it('knows a request and an answer, and waits until it does', () => {
    for (const bytes of [upgradeRequest(), upgradeResponse()]) {
      expect(probe(bytes)).toBe('yes');
      let decided = false;
      for (let length = 1; length <= bytes.length; length++) {
        const verdict = probe(bytes.slice(0, length));
        expect(decided ? ['yes'] : ['yes', 'more']).toContain(verdict);
        decided ||= verdict === 'yes';
      }
    }
  });

  it.each([
    ['plain GET', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'no'],
    ['another upgrade', 'GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n', 'no'],
    ['POST', 'POST / HTTP/1.1\r\n', 'no'],
    ['answer 200', 'HTTP/1.1 200 OK\r\n', 'no'],
    ['no end of the head', `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`, 'no'],
  ])('%s', (_name, text, verdict) => {
    expect(probe(ascii(text))).toBe(verdict);
  });

  it('knows frames by what they carry', () => {
    expect(probe(wsFrame(ping))).toBe('yes');
    expect(probe(wsFrame(ping, { mask: MASK }))).toBe('yes');
    expect(probe(concat(wsFrame(ping.slice(0, 1), { fin: false }), wsFrame(ping.slice(1), { opcode: 0 })))).toBe('yes');
    expect(probe(wsFrame(ping).slice(0, 3))).toBe('more');
    expect(probe(wsFrame(Uint8Array.of(0xc0, 1)))).toBe('no');
    expect(probe(wsFrame(ping, { reserved: 1 }))).toBe('no');
    expect(probe(wsFrame(ping, { lengthWidth: 2 }))).toBe('no');
    expect(probe(concat(wsFrame(ping), wsFrame(ping, { mask: MASK })))).toBe('no');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        expect(['yes', 'no', 'more']).toContain(probe(bytes));
        const reading = upgraded(DEFLATE);
        expect(['yes', 'no', 'more']).toContain(reading.decoder.resumesAt(1, bytes, 0, bytes.length, inner));
      }),
      { seed: 82, numRuns: 2000 },
    );
  });
});

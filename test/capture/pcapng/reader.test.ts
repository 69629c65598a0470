// pcapng reader: every block type in both byte orders, lengths that lie, cuts at every byte.

import { describe, expect, it } from 'vitest';
import { concat, ipv4Bytes, ipv6Bytes } from '../../builders/bytes.ts';
import { PcapngBuilder, text } from '../../builders/pcapng.ts';
import { noteIds, readBytes } from '../read-bytes.ts';

const PACKET = Uint8Array.from({ length: 61 }, (_, index) => index);
const PACKET_HEX = Buffer.from(PACKET).toString('hex');

for (const little of [true, false]) {
  const ng = new PcapngBuilder(little);
  const packet = (ticks: bigint, interfaceId = 0): Uint8Array => ng.packet({ ticks, interfaceId, bytes: PACKET });

  describe(`pcapng, ${little ? 'little' : 'big'}-endian`, () => {
    it('reads enhanced packets with their bytes, lengths and times', async () => {
      const file = concat(
        ng.section(),
        ng.interface({ linkType: 113, snapLength: 96, name: 'any' }),
        ng.packet({ ticks: 1_727_972_104_779_687n, bytes: PACKET, wireLength: 1514 }),
        packet(1_727_972_104_779_688n),
      );
      const { frames, summary, format } = await readBytes(file);
      expect(format).toBe('pcapng');
      expect(frames).toEqual([
        { number: 1, time: '1727972104.779687000', wireLength: 1514, bytes: PACKET_HEX, linkType: 113, interfaceId: 0 },
        { number: 2, time: '1727972104.779688000', wireLength: 61, bytes: PACKET_HEX, linkType: 113, interfaceId: 0 },
      ]);
      expect(summary).toEqual({
        files: [],
        frames: 2,
        bytes: 122,
        firstTime: '1727972104.779687000',
        lastTime: '1727972104.779688000',
        durationNs: 1000,
        timeResolution: '1e-6',
        strictTimeOrder: true,
        interfaces: [{ id: 0, name: 'any', linkType: 113, snapLength: 96, received: null, dropped: null }],
        comments: [],
        dropped: null,
        clock: 'capture',
        endedBy: 'end-of-input',
        notes: [],
      });
    });

    it('keeps a clock for each interface, and reports the coarsest', async () => {
      const file = concat(
        ng.section(),
        ng.interface({ resolution: 9 }),
        ng.interface({ resolution: 0x88 }),
        ng.interface({ resolution: 6, offset: 1_000n }),
        packet(1_700_000_000_123_456_789n, 0),
        packet((1_700_000_001n << 8n) + 128n, 1),
        packet(2_000_001n, 2),
      );
      const { frames, summary } = await readBytes(file);
      expect(frames.map(({ time }) => time)).toEqual([
        '1700000000.123456789',
        '1700000001.500000000',
        '1002.000001000',
      ]);
      expect(summary.timeResolution).toBe('2^-8');
    });

    it('gives simple packets no time, the first interface, and the length the snap length leaves', async () => {
      const file = concat(
        ng.section(),
        ng.interface({ snapLength: 20 }),
        packet(5_000_000n),
        ng.simplePacket(PACKET.subarray(0, 20), 61),
        ng.simplePacket(PACKET.subarray(0, 7)),
      );
      const { frames, summary } = await readBytes(file);
      expect(frames.map((frame) => [frame.number, frame.time, frame.wireLength, frame.bytes.length / 2])).toEqual([
        [1, '5.000000000', 61, 61],
        [2, null, 61, 20],
        [3, null, 7, 7],
      ]);
      expect(summary.strictTimeOrder).toBe(true);
    });

    it('reads the obsolete packet block', async () => {
      const file = concat(
        ng.section(),
        ng.interface(),
        ng.interface(),
        ng.obsoletePacket({ interfaceId: 1, ticks: 7n, bytes: PACKET }, 3),
      );
      const { frames } = await readBytes(file);
      expect(frames).toEqual([
        { number: 1, time: '0.000007000', wireLength: 61, bytes: PACKET_HEX, linkType: 1, interfaceId: 1 },
      ]);
    });

    it('takes the last statistics of each interface, and sums what both counters lost', async () => {
      const counter = (code: number, value: bigint) => ({ code, value: ng.u64(value) });
      const file = concat(
        ng.section(),
        ng.interface(),
        ng.interface(),
        ng.interface(),
        ng.statistics(0, [counter(4, 10n), counter(5, 1n)]),
        ng.statistics(0, [counter(4, 5_000_000_000n), counter(5, 2n), counter(7, 3n)]),
        ng.statistics(1, [counter(5, 4n)]),
      );
      const { summary } = await readBytes(file);
      expect(summary.interfaces.map(({ received, dropped }) => [received, dropped])).toEqual([
        [5_000_000_000, 5],
        [null, 4],
        [null, null],
      ]);
      expect(summary.dropped).toBe(9);
    });

    it('keeps the comments of section, interface and packets', async () => {
      const file = concat(
        ng.section([text(1, 'la sección'), text(3, 'Linux')]),
        ng.interface({ options: [text(1, 'the interface')] }),
        packet(1n),
        ng.packet({
          bytes: PACKET,
          options: [{ code: 2, value: new Uint8Array(4) }, text(1, 'one'), text(1, 'two\0')],
        }),
      );
      const { summary } = await readBytes(file);
      expect(summary.comments).toEqual([
        { frame: null, text: 'la sección' },
        { frame: null, text: 'the interface' },
        { frame: 2, text: 'one' },
        { frame: 2, text: 'two' },
      ]);
    });

    it('collects names and TLS keys', async () => {
      const file = concat(
        ng.section(),
        ng.names([
          [1, ipv4Bytes('10.0.0.7'), 'broker.example\0alias.example'],
          [0x0999, ipv4Bytes('1.2.3.4'), 'unknown type'],
          [2, ipv6Bytes('fd20::11'), 'six.example'],
          [1, ipv4Bytes('10.0.0.7'), 'later.example'],
        ]),
        ng.secrets(0x544c534b, 'CLIENT_RANDOM 00 11\n'),
        ng.secrets(0x57474b4c, 'a WireGuard key'),
      );
      const { ledger } = await readBytes(file);
      expect([...ledger.names]).toEqual([
        ['10.0.0.7', 'broker.example'],
        ['fd20::11', 'six.example'],
      ]);
      expect(ledger.tlsKeyLogs).toEqual(['CLIENT_RANDOM 00 11\n']);
    });

    it.each([
      ['custom', 0x0bad, 2],
      ['custom, not to be copied', 0x4000_0bad, 2],
      ['systemd journal', 9, 2],
      ['sysdig event', 0x204, 2],
      ['IRIG time stamp', 7, 1],
      ['local use', 0x8000_0001, 1],
      ['unknown', 0x77, 1],
    ])('a block of type "%s" is no frame, and takes as many numbers as in Wireshark', async (_, type, number) => {
      const file = concat(ng.section(), ng.interface(), ng.block(type, new Uint8Array(24)), packet(1n));
      const { frames, summary } = await readBytes(file);
      expect(frames.map((frame) => frame.number)).toEqual([number]);
      expect(summary.frames).toBe(1);
    });

    it('counts frames and interfaces on over sections of either byte order', async () => {
      const other = new PcapngBuilder(!little);
      const file = concat(
        ng.section(),
        ng.interface({ name: 'a' }),
        ng.interface({ name: 'b' }),
        packet(1n, 1),
        other.section(),
        other.interface({ name: 'c', linkType: 101 }),
        other.packet({ ticks: 2n }),
      );
      const { frames, summary } = await readBytes(file);
      expect(frames.map((frame) => [frame.number, frame.interfaceId, frame.linkType])).toEqual([
        [1, 1, 1],
        [2, 2, 101],
      ]);
      expect(summary.interfaces.map(({ id, name }) => [id, name])).toEqual([
        [0, 'a'],
        [1, 'b'],
        [2, 'c'],
      ]);
    });

    const good = concat(ng.section(), ng.interface(), packet(1n));
    it.each([
      ['pcapng.block-lengths-differ', packet(2n).with(-1, 1).with(-4, 1)],
      ['pcapng.block-too-long', ng.packet({}, { first: 0x0400_0001 })],
      ['pcapng.block-too-short', ng.packet({}, { first: 8 })],
      ['pcapng.block-too-short', new Uint8Array(64)],
      ['pcapng.block-too-short', ng.block(6, new Uint8Array(8))],
      ['pcapng.block-too-short', ng.block(1, new Uint8Array(0))],
      ['pcapng.unknown-interface', packet(2n, 1)],
      ['pcapng.packet-overruns-block', ng.packet({ bytes: PACKET, capturedLength: 65 })],
      ['pcapng.packet-overruns-block', ng.packet({ bytes: PACKET, capturedLength: 0xffff_ffff })],
      ['pcapng.packet-overruns-block', ng.simplePacket(PACKET, 0xffff_fff0)],
      ['pcapng.bad-byte-order-magic', ng.block(0x0a0d0d0a, new Uint8Array(16))],
      ['pcapng.unknown-version', ng.section([], 1, 3)],
    ])('damage "%s" ends reading behind everything before it', async (id, bad) => {
      const { frames, summary } = await readBytes(concat(good, bad, packet(3n)));
      expect(frames.length).toBe(1);
      expect(summary.endedBy).toBe('damaged-input');
      expect(summary.notes.map(({ kind, byteOffset }) => [kind.id, byteOffset])).toEqual([[id, good.length]]);
    });

    it('delivers a packet whose options overrun the block, and says so', async () => {
      const options = [{ code: 1, value: new Uint8Array(8) }];
      const block = ng.packet({ bytes: PACKET, options });
      const view = new DataView(block.buffer);
      const lengthAt = 28 + 64 + 2;
      expect(view.getUint16(lengthAt, little)).toBe(8);
      view.setUint16(lengthAt, 2000, little);
      const { frames, summary } = await readBytes(concat(good, block, packet(3n)));
      expect(frames.length).toBe(3);
      expect(summary.endedBy).toBe('end-of-input');
      expect(noteIds(summary)).toEqual(['pcapng.options-overrun']);
    });

    it('accepts a block that states its length without the padding', async () => {
      const block = ng.block(6, packet(2n).subarray(8, -4), { first: 93, last: 93 });
      const { frames } = await readBytes(concat(good, block, packet(3n)));
      expect(frames.map(({ time }) => time)).toEqual(['0.000001000', '0.000002000', '0.000003000']);
    });

    it('cut at every length: delivers the frames wholly before the cut, and says it was cut', async () => {
      const blocks = [
        ng.section([text(1, 'c')]),
        ng.interface({ name: 'eth0' }),
        packet(1n),
        ng.simplePacket(PACKET),
        ng.statistics(0, []),
        packet(2n),
      ];
      const isFrame = [0, 0, 1, 1, 0, 1];
      const file = concat(...blocks);
      for (let cut = 4; cut <= file.length; cut++) {
        let whole = 0;
        let atBoundary = false;
        for (let index = 0, end = 0; index < blocks.length; index++) {
          end += blocks[index]!.length;
          if (end <= cut) whole += isFrame[index]!;
          if (end === cut) atBoundary = true;
        }
        const { frames, summary } = await readBytes(file.subarray(0, cut));
        expect(frames.length, `cut at ${cut}`).toBe(whole);
        expect(summary.endedBy, `cut at ${cut}`).toBe(atBoundary ? 'end-of-input' : 'truncated-input');
        expect(noteIds(summary)).toEqual(atBoundary ? [] : ['capture.cut-short']);
      }
    });

    it('chunking does not matter', async () => {
      const file = concat(
        good,
        ng.section(),
        ng.interface({ resolution: 9 }),
        packet(5n),
        ng.simplePacket(PACKET),
        packet(4n),
      );
      const whole = await readBytes(file, file.length);
      expect(whole.frames.length).toBe(4);
      expect(whole.summary.strictTimeOrder).toBe(false);
      for (const size of [1, 7, 4096]) {
        const { frames, summary } = await readBytes(file, size);
        expect(frames).toEqual(whole.frames);
        expect(summary).toEqual(whole.summary);
      }
    });
  });
}

describe('pcapng limits', () => {
  const ng = new PcapngBuilder();

  it('keeps a thousand comments, and says that there were more', async () => {
    const packets = Array.from({ length: 1_002 }, (_, index) => ng.packet({ options: [text(1, `c${index}`)] }));
    const { summary } = await readBytes(concat(ng.section(), ng.interface(), ...packets));
    expect(summary.comments.length).toBe(1_000);
    expect(noteIds(summary)).toEqual(['capture.comments-limit']);
  });

  it('never allocates what a length claims, only what arrives', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const { summary, ledger } = await readBytes(
      concat(ng.section(), ng.block(0x77, new Uint8Array(64), { first: 60 << 20 })),
    );
    expect(summary.endedBy).toBe('truncated-input');
    expect(ledger.frame.buf.length).toBeLessThanOrEqual(1 << 20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
  });

  it('reads a block larger than its buffer', async () => {
    const bytes = new Uint8Array(3 << 20).fill(7);
    const { frames } = await readBytes(
      concat(ng.section(), ng.interface(), ng.packet({ bytes }), ng.packet()),
      1 << 16,
    );
    expect(frames.map((frame) => frame.bytes.length / 2)).toEqual([bytes.length, 60]);
  });
});

describe('order of time', () => {
  const ng = new PcapngBuilder();

  it('first and last are the earliest and the latest instant', async () => {
    const packets = [50n, 10n, 90n, 30n].map((ticks) => ng.packet({ ticks }));
    const { summary } = await readBytes(concat(ng.section(), ng.interface(), ...packets));
    expect([summary.firstTime, summary.lastTime, summary.durationNs]).toEqual(['0.000010000', '0.000090000', 80_000]);
    expect(summary.strictTimeOrder).toBe(false);
  });

  it('equal instants are in order', async () => {
    const packets = [50n, 50n].map((ticks) => ng.packet({ ticks }));
    const { summary } = await readBytes(concat(ng.section(), ng.interface(), ...packets));
    expect(summary.strictTimeOrder).toBe(true);
  });
});

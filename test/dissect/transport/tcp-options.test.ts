// TCP options: the view the tracker reads, and the description reports print.

import { describe, expect, test } from 'vitest';
import { fixedOptionLength, optionName, TCP_OPTIONS } from '../../../src/dissect/transport/tcp-option-kinds.ts';
import { describeTcpOptions, scanTcpOptions, TcpOptionsView } from '../../../src/dissect/transport/tcp-options.ts';
import { fromHex } from '../../builders/bytes.ts';
import { tcpOption } from '../../builders/tcp.ts';

function scan(...options: readonly (readonly number[])[]): TcpOptionsView {
  const bytes = Uint8Array.from(options.flat());
  const view = new TcpOptionsView();
  scanTcpOptions(bytes, 0, bytes.length, view);
  return view;
}

function describeOptions(...options: readonly (readonly number[])[]): unknown[] {
  return describeTcpOptions(Uint8Array.from(options.flat()));
}

describe('scanTcpOptions', () => {
  test('a Linux SYN', () => {
    const { mss, sackPermitted, timestamps, nop, windowScale } = tcpOption;
    expect(scan(mss(1460), sackPermitted(), timestamps(0xffffffff, 7), nop(), windowScale(10))).toMatchObject({
      mss: 1460,
      sackPermitted: true,
      hasTimestamps: true,
      tsVal: 0xffffffff,
      tsEcr: 7,
      windowScale: 10,
      sackBlocks: 0,
      mptcpSubtypes: 0,
      mptcpHasKey: false,
      fastOpenCookieLength: -1,
    });
  });

  test('the view is wiped each time', () => {
    const view = scan(tcpOption.mss(9), tcpOption.sack([1, 2]), tcpOption.timestamps(1, 1), tcpOption.fastOpen([1, 2]));
    scanTcpOptions(new Uint8Array(0), 0, 0, view);
    expect({ ...view, sackLeft: null, sackRight: null }).toEqual({
      ...new TcpOptionsView(),
      sackLeft: null,
      sackRight: null,
    });
  });

  test('SACK blocks, four of them, beyond 2^31', () => {
    const view = scan(tcpOption.sack([1, 2], [0x80000000, 0xffffffff], [5, 6], [7, 8]));
    expect([view.sackBlocks, [...view.sackLeft], [...view.sackRight]]).toEqual([
      4,
      [1, 0x80000000, 5, 7],
      [2, 0xffffffff, 6, 8],
    ]);
    expect(scan([5, 2]).sackBlocks).toBe(0);
    expect(scan([5, 12, 0, 0, 0, 1, 0, 0, 0, 2, 9, 9]).sackBlocks).toBe(1);
  });

  test('nothing behind EOL, nothing with an impossible length', () => {
    expect(scan([0], tcpOption.mss(9)).mss).toBe(-1);
    expect(scan([2, 5, 1, 1, 1], [3, 2], [4, 3, 0], [8, 9, 0, 0, 0, 0, 0, 0, 0])).toMatchObject({
      mss: -1,
      windowScale: -1,
      sackPermitted: false,
      hasTimestamps: false,
    });
    expect(scan([2, 0], tcpOption.mss(9)).mss).toBe(-1);
    expect(scan([2, 40, 1, 1]).mss).toBe(-1);
  });

  test('MPTCP and both forms of Fast Open', () => {
    expect(scan([30, 4, 0x01, 0x81])).toMatchObject({ mptcpSubtypes: 1, mptcpHasKey: false });
    expect(scan([30, 3, 0x80]).mptcpSubtypes).toBe(1 << 8);
    expect(scan([30, 2]).mptcpSubtypes).toBe(0);
    expect(scan([30, 12, 0x01, 0x81, 1, 2, 3, 4, 5, 6, 7, 8], [30, 4, 0x20, 0])).toMatchObject({
      mptcpSubtypes: 0b101,
      mptcpHasKey: true,
    });
    expect(scan(tcpOption.fastOpen()).fastOpenCookieLength).toBe(0);
    expect(scan([1], tcpOption.fastOpen([1, 2, 3, 4]))).toMatchObject({ fastOpenCookieLength: 4, fastOpenCookieAt: 3 });
    expect(scan([254, 6, 0xf9, 0x89, 1, 2])).toMatchObject({ fastOpenCookieLength: 2, fastOpenCookieAt: 4 });
    expect(scan([254, 6, 0xf9, 0x88, 1, 2]).fastOpenCookieLength).toBe(-1);
  });
});

describe('describeTcpOptions', () => {
  test('a SYN, option by option', () => {
    const { mss, sackPermitted, timestamps, nop, windowScale, end } = tcpOption;
    expect(
      describeOptions(mss(1460), sackPermitted(), timestamps(1983069732, 0), nop(), windowScale(10), end(), end()),
    ).toEqual([
      { kind: 2, name: 'MSS', length: 4, value: 1460 },
      { kind: 4, name: 'SACK permitted', length: 2 },
      { kind: 8, name: 'Timestamps', length: 10, tsval: 1983069732, tsecr: 0 },
      { kind: 1, name: 'NOP', length: 1 },
      { kind: 3, name: 'WScale', length: 3, shift: 10, multiplier: 1024 },
      { kind: 0, name: 'EOL', length: 1 },
    ]);
  });

  test('a shift above 14 is kept as written and used as 14', () => {
    expect(describeOptions(tcpOption.windowScale(14))).toMatchObject([{ shift: 14, multiplier: 16384 }]);
    expect(describeOptions(tcpOption.windowScale(255))).toMatchObject([{ shift: 255, multiplier: 16384 }]);
  });

  test('SACK, Fast Open, MPTCP, user timeout, experiments', () => {
    expect(describeOptions(tcpOption.sack([10, 20], [30, 40]))).toEqual([
      {
        kind: 5,
        name: 'SACK',
        length: 18,
        blocks: [
          { left: 10, right: 20 },
          { left: 30, right: 40 },
        ],
      },
    ]);
    expect(describeOptions(tcpOption.fastOpen([0xab, 0xcd]))).toEqual([
      { kind: 34, name: 'TFO', length: 4, cookie: 'abcd' },
    ]);
    expect(describeOptions(tcpOption.fastOpen())).toEqual([{ kind: 34, name: 'TFO', length: 2, cookie: '' }]);
    expect(describeOptions([254, 6, 0xf9, 0x89, 1, 2])).toEqual([
      { kind: 254, name: 'TFO', length: 6, experimentId: 0xf989, cookie: '0102' },
    ]);
    expect(describeOptions([253, 5, 0x12, 0x34, 9])).toEqual([
      { kind: 253, name: 'Experiment', length: 5, experimentId: 0x1234, data: '09' },
    ]);
    expect(describeOptions([30, 4, 0x21, 0x00])).toEqual([
      { kind: 30, name: 'MPTCP', length: 4, subtype: 2, subtypeName: 'DSS', data: '2100' },
    ]);
    expect(describeOptions([30, 3, 0xa0])).toMatchObject([{ subtype: 10, subtypeName: 'unknown (0xa)' }]);
    expect(describeOptions([28, 4, 0x80, 5], [28, 4, 0, 5])).toMatchObject([{ seconds: 300 }, { seconds: 5 }]);
  });

  test('unknown value kept', () => {
    expect(describeOptions([0x2b, 4, 0xbe, 0xef], tcpOption.nop())).toEqual([
      { kind: 0x2b, name: 'unknown (0x2b)', length: 4, data: 'beef' },
      { kind: 1, name: 'NOP', length: 1 },
    ]);
  });

  test('impossible lengths', () => {
    expect(describeOptions([2, 5, 1, 2, 3], tcpOption.nop())).toEqual([
      { kind: 2, name: 'MSS', length: 5, data: '010203', malformed: true },
      { kind: 1, name: 'NOP', length: 1 },
    ]);
    expect(describeOptions([3, 0, 7, 7])).toEqual([
      { kind: 3, name: 'WScale', length: 0, data: '0707', malformed: true },
    ]);
    expect(describeOptions([8, 10, 1])).toEqual([
      { kind: 8, name: 'Timestamps', length: 10, data: '01', malformed: true },
    ]);
    expect(describeOptions([1, 4])).toMatchObject([{ kind: 1 }, { kind: 4, length: 0, malformed: true }]);
    expect(describeOptions([5, 5, 0, 0, 0])).toMatchObject([{ blocks: [], malformed: true }]);
  });

  test('cut by the capture is truncated, not malformed', () => {
    const bytes = fromHex('0204 05b4 0402 080a 0000');
    expect(describeTcpOptions(bytes, 20)[2]).toEqual({
      kind: 8,
      name: 'Timestamps',
      length: 10,
      data: '0000',
      truncated: true,
    });
    expect(describeTcpOptions(bytes.subarray(0, 7), 20)[2]).toMatchObject({ kind: 8, length: 0, truncated: true });
    expect(describeTcpOptions(bytes, 12)[2]).toMatchObject({ malformed: true });
  });
});

describe('the table of kinds', () => {
  test('is sorted, without repetition, each row with name and specification', () => {
    const kinds = TCP_OPTIONS.map((row) => row.kind);
    expect(kinds).toEqual([...new Set(kinds)].sort((a, b) => a - b));
    for (const row of TCP_OPTIONS) expect([row.name, row.spec]).not.toContain('');
  });

  test('answers for every kind', () => {
    expect(Array.from({ length: 256 }, (_, kind) => optionName(kind)).filter((name) => name === '')).toEqual([]);
    expect([optionName(19), fixedOptionLength(19), fixedOptionLength(5), fixedOptionLength(200)]).toEqual([
      'MD5 signature',
      18,
      0,
      0,
    ]);
  });
});

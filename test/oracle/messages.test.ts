// Table `messages` equals tshark 4.0.17's mqtt fields on every recorded capture: packet by packet, with the frame that completes
// each. Where tshark is no judge is listed below, each place with its reason (it is not asked about what SEMANTICS §4 says it gets wrong).

import { expect, it } from 'vitest';
import { messages } from '../../src/export/tables/messages.ts';
import { readTable } from '../export/read-table.ts';
import { describeWithTshark } from '../flow/tshark.ts';
import { describeWithShared, listSharedCaptures, readOracleRows, type SharedCapture } from '../shared.ts';
import { type ComparedMessage, messageOfTable, messageOfTshark } from './message-fields.ts';
import { nodesOf, pdmlPackets } from './pdml.ts';

/** Not comparable as a whole: tshark must see no MQTT there, and this project some. */
const ONLY_HERE: Readonly<Record<string, string>> = {
  websocket: 'tshark does not decode MQTT over WebSocket',
};

/** What tshark has to be told; here the content is recognised on any port. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  wrong_password: ['-d', 'tcp.port==1884,mqtt'],
};

interface Allowance {
  readonly frame: number;
  readonly columns: readonly (keyof ComparedMessage)[];
  readonly reason: string;
}

const ALLOWED: Readonly<Record<string, readonly Allowance[]>> = {
  'suricata-verify/mqtt5-excessiveproplen.pcap': [
    {
      frame: 4,
      columns: ['clientId', 'properties'],
      reason: 'properties longer than the packet: tshark stops without a value, here what is left is given as it is',
    },
  ],
};

const REFUSED = 'libpcap/pcap-invalid-version-1.pcap';
const captures = listSharedCaptures().filter(({ name }) => name !== REFUSED);

/** tshark need not be asked about captures it found no MQTT in when its answers were recorded. */
function mayHaveMqtt({ group, name }: SharedCapture): boolean {
  const rows = group === 'third-party' ? readOracleRows(name) : null;
  return rows?.some((row) => row['mqtt.msgtype'] !== '') ?? true;
}

async function messagesOfTshark(capture: SharedCapture, options: readonly string[]): Promise<ComparedMessage[]> {
  if (!mayHaveMqtt(capture)) return [];
  const packets = await pdmlPackets(capture.path, 'mqtt', options);
  return packets.flatMap((packet) => {
    const frame = Number(nodesOf(packet, 'num')[0]?.show);
    return nodesOf(packet, 'mqtt').map((proto) => messageOfTshark(frame, proto));
  });
}

/** One line per message, and what it has; allowed cells are left out. */
function describeMessages(list: readonly ComparedMessage[], allowances: readonly Allowance[]): string[] {
  return [...list]
    .sort((a, b) => a.frame - b.frame)
    .map((message) => {
      const left = allowances.filter(({ frame }) => frame === message.frame).flatMap(({ columns }) => columns);
      const cells = Object.entries(message).filter(([column]) => !left.includes(column as keyof ComparedMessage));
      return cells.map(([column, value]) => `${column}=${JSON.stringify(value)}`).join(' ');
    });
}

describeWithShared('recorded captures', () => {
  describeWithTshark('table messages', () => {
    const types = new Map<string, number>();

    it.concurrent.each(captures)('$group/$name', { timeout: 60_000 }, async (capture) => {
      const scenario = capture.name.split('/')[0] ?? '';
      const [theirs, records] = await Promise.all([
        messagesOfTshark(capture, OPTIONS[scenario] ?? []),
        readTable(messages, capture.path),
      ]);
      const ours = records.map(messageOfTable);
      if (ONLY_HERE[scenario] !== undefined) {
        expect([theirs.length, ours.length > 0]).toEqual([0, true]);
        return;
      }
      const allowances = ALLOWED[capture.name] ?? [];
      expect(describeMessages(ours, allowances)).toEqual(describeMessages(theirs, allowances));
      for (const { frame, columns, reason } of allowances) {
        for (const column of columns) {
          const [here, there] = [ours, theirs].map((list) => list.find((message) => message.frame === frame)?.[column]);
          expect(here, `still needed: ${reason}`).not.toEqual(there);
        }
      }
      for (const { type } of ours) types.set(type, (types.get(type) ?? 0) + 1);
    });

    it('compares every type of packet, and allows nothing of captures that are not there', () => {
      const expected = [
        'CONNECT',
        'CONNACK',
        'PUBLISH',
        'PUBACK',
        'PUBREC',
        'PUBREL',
        'PUBCOMP',
        'SUBSCRIBE',
        'SUBACK',
      ];
      const rare = ['UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT'];
      expect([...expected, ...rare].filter((type) => !types.has(type))).toEqual([]);
      const names = new Set(captures.flatMap(({ name }) => [name, name.split('/')[0]]));
      const listed = [ALLOWED, OPTIONS, ONLY_HERE].flatMap((list) => Object.keys(list));
      expect(listed.filter((name) => !names.has(name))).toEqual([]);
    });
  });
});

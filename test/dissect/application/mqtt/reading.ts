// How the tests of this folder put bytes into the decoder and look at what comes out.

import { expect, it } from 'vitest';
import type { Direction } from '../../../../src/core/direction.ts';
import { mqtt } from '../../../../src/dissect/application/mqtt/index.ts';
import type { MqttMessage } from '../../../../src/dissect/application/mqtt/message.ts';
import { MqttView } from '../../../../src/dissect/application/mqtt/view.ts';
import type { MessageDecoder } from '../../../../src/dissect/application/protocol.ts';
import { type Bytes, connect, type Version } from '../../../builders/mqtt.ts';

export interface Row {
  readonly description: string;
  readonly version: Version;
  readonly bytes: Bytes;
  /** Fields that must be so; the whole message has more. */
  readonly message?: Partial<Record<string, unknown>>;
  /** Anomaly ids in the order they are raised, without their 'mqtt.'. None: the packet is right. */
  readonly anomalies?: readonly string[];
  readonly summary?: string;
  readonly direction?: Direction;
}

export interface Reading {
  readonly message: MqttMessage;
  readonly summary: string;
  readonly anomalies: readonly string[];
  readonly version: number;
  readonly versionInferred: boolean;
}

/** A decoder that has seen a CONNECT of this version. */
export function decoderOf(version: Version): MessageDecoder {
  const decoder = mqtt.open();
  read(decoder, connect({ version }));
  return decoder;
}

/** Decodes one packet that lies behind other bytes; the anomalies must point inside it. */
export function read(decoder: MessageDecoder, bytes: Bytes, direction: Direction = 0): Reading {
  const before = 7;
  const buf = new Uint8Array(before + bytes.length + 5).fill(0xff);
  buf.set(bytes, before);
  const end = before + bytes.length;
  const anomalies: string[] = [];
  const length = mqtt.measure(buf, before, end);
  expect(length).toBe(bytes.length);
  const view = decoder.decode(buf, before, end, length, direction, (kind, at) => {
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(end);
    anomalies.push(kind.id.replace('mqtt.', ''));
  });
  if (!(view instanceof MqttView)) throw new Error('not a view of MQTT');
  return {
    message: view.toMessage(),
    summary: view.summary(),
    anomalies,
    version: view.version,
    versionInferred: view.versionInferred,
  };
}

/** One test per row. */
export function testTable(rows: readonly Row[]): void {
  for (const row of rows) {
    it(`${row.description} (${row.version})`, () => {
      const isConnect = (row.bytes[0] ?? 0) >> 4 === 1;
      const decoder = isConnect ? mqtt.open() : decoderOf(row.version);
      const reading = read(decoder, row.bytes, row.direction);
      expect(reading.anomalies).toEqual(row.anomalies ?? []);
      if (row.message !== undefined) expect(reading.message).toMatchObject(row.message);
      if (row.summary !== undefined) expect(reading.summary).toBe(row.summary);
    });
  }
}

// What is called wrong in every recorded capture, and why each of it is true: a new false alarm fails here.

import { expect, it } from 'vitest';
import { analyze } from '../../src/index.ts';
import { describeWithShared, listSharedCaptures } from '../shared.ts';

/** "severity kind: frames", and the reason. */
type Expected = readonly (readonly [violation: string, reason: string])[];

const TRUE_ONES: Readonly<Record<string, Expected>> = {
  'third-party arkime/mqtt_big.pcap': [
    [
      'warn mqtt.message-without-subscription: 36 39',
      'written by a script: the client subscribes to test/…, the server sends server/bigdata and server/interrupt',
    ],
  ],
  'third-party suricata-verify/mqtt-events-invalid-qos.pcap': [
    ['error mqtt.publish-qos-3: 8', 'first byte 0x36: both QoS bits are set; the file was made to test this'],
  ],
  'third-party suricata-verify/mqtt5-excessiveproplen.pcap': [
    [
      'error mqtt.properties-overrun: 4',
      'CONNECT of 47 bytes announces 65 313 bytes of properties; the file was made to test this',
    ],
    ['warn mqtt.violation-tolerated: 6', 'the recorded answer of the server is CONNACK with code 0 all the same'],
  ],
  'third-party suricata-verify/mqtt5-sub-mosquittoprops.pcap': [
    ['error mqtt.property-not-0-or-1: 4', 'the will has Payload Format Indicator 144'],
    ['warn mqtt.violation-tolerated: 6', 'mosquitto accepts it'],
  ],
};

describeWithShared('violations in the recorded captures', () => {
  const captures = listSharedCaptures().filter(({ name }) => !name.includes('pcap-invalid-version'));

  it.each(captures.map((capture) => [`${capture.group} ${capture.name}`, capture.path]))('%s', async (name, path) => {
    const { anomalies } = await analyze([path]);
    const found = anomalies
      .filter(({ kind, severity }) => kind.startsWith('mqtt.') && severity !== 'note')
      .map(({ kind, severity, firstFrames }) => `${severity} ${kind}: ${firstFrames.join(' ')}`);
    expect(found).toEqual((TRUE_ONES[name] ?? []).map(([violation]) => violation));
  });

  it('expects nothing of captures that are not there', () => {
    const names = captures.map((capture) => `${capture.group} ${capture.name}`);
    expect(Object.keys(TRUE_ONES).filter((name) => !names.includes(name))).toEqual([]);
  });
});

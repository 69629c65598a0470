import { describe, expect, it } from 'vitest';
import { refusedByBroker, unreachable, withoutPassword } from '../../src/transfer/broker-trouble.ts';

const url = 'mqtt://somebody:secret@broker.example:1883';
const failed = (code: string | number): Error => Object.assign(new Error('as the library says'), { code });

describe('trouble with a broker', () => {
  it('is explained, with what to do', () => {
    const refused = unreachable({ url }, failed('ECONNREFUSED'));
    expect(refused.exitCode).toBe(5);
    expect(refused.what.en).toBe('broker mqtt://broker.example:1883: connection refused: nobody listens there.');
    expect(refused.hint?.es).toContain('transfer broker');
    expect(unreachable({ url }, failed('DEPTH_ZERO_SELF_SIGNED_CERT')).hint?.en).toContain('--ca');
    expect(unreachable({ url }, null).what.en).toContain('the connection broke');
  });

  it('keeps codes that it does not know', () => {
    expect(unreachable({ url }, failed('EWHATEVER')).what.en).toContain('as the library says');
    expect(refusedByBroker({ url }, 0x9f).what.en).toContain('0x9f');
  });

  it('knows the codes of both versions of MQTT', () => {
    for (const code of [4, 5, 134, 135]) expect(unreachable({ url }, failed(code)).what.en).toContain('password');
    expect(refusedByBroker({ url }, 0x8e).what.en).toContain('same identifier');
  });

  it('never shows a password', () => {
    expect(withoutPassword(url)).toBe('mqtt://broker.example:1883');
    expect(withoutPassword('wss://broker.example/mqtt@x')).toBe('wss://broker.example/mqtt@x');
  });
});

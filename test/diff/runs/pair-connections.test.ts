// Which connection of one run stands for which of the other.

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Analysis, ConnectionReport } from '../../../src/analyze/analysis.ts';
import { pairConnections } from '../../../src/diff/runs/pair-connections.ts';
import { analyze } from '../../../src/pipeline.ts';
import { inputOf } from './synthetic-run.ts';

const capture = (name: string): Promise<Analysis> =>
  analyze([fileURLToPath(new URL(`../../../captures/${name}`, import.meta.url))]);

/** The connections of several runs as one capture would hold them. */
function together(...parts: readonly Analysis[]): Analysis {
  const [first] = parts;
  if (first === undefined) throw new Error('no parts');
  const connections: ConnectionReport[] = parts
    .flatMap((part) => part.connections)
    .map((connection, stream) => ({ ...connection, stream }));
  return { ...first, connections, connectionsCount: connections.length };
}

const client = (clientId: string, seed = 1): Analysis => inputOf({ seed, clientId, messages: 3 }).analysis;

function streams(a: Analysis, b: Analysis): string[] {
  return pairConnections(a, b, 'en').pairs.map((pair) => `${pair.a.stream}-${pair.b.stream}`);
}

describe('pairConnections', () => {
  it('goes by the client identifier, whatever the order', () => {
    const a = together(client('x'), client('y'), client('z'));
    const b = together(client('z', 2), client('x', 3), client('y', 4));
    expect(streams(a, b)).toEqual(['0-1', '1-2', '2-0']);
    expect(pairConnections(a, b, 'en').pairs[0]?.evidence[0]).toBe('the same client identifier');
  });

  it('goes by the order where nothing else tells connections apart', () => {
    const a = together(client(''), client(''), client(''));
    expect(streams(a, a)).toEqual(['0-0', '1-1', '2-2']);
  });

  it('does not take an empty identifier for the same client', () => {
    const [pair] = pairConnections(client(''), client(''), 'es').pairs;
    expect(pair?.evidence).not.toContain('el mismo identificador de cliente');
    expect(pair?.evidence[0]).toContain('únicas');
  });

  it('finds the publisher and the subscriber beside the broker', async () => {
    const broker = await capture('lab_indexed_qos2_broker.pcapng');
    const publisher = await capture('lab_qos1_publisher.pcapng');
    const subscriber = await capture('lab_secure_subscriber.pcapng');
    expect(streams(publisher, broker)).toEqual(['0-1']);
    expect(streams(subscriber, broker)).toEqual(['0-0']);
    const { onlyA, onlyB } = pairConnections(subscriber, broker, 'en');
    expect(onlyA).toEqual([]);
    expect(onlyB.map(({ stream }) => stream)).toEqual([1]);
  });

  it('compares a publisher with a subscriber where there is nobody else', async () => {
    const [a, b] = [await capture('captura_publisher.pcapng'), await capture('captura_subscriber.pcapng')];
    expect(streams(a, b)).toEqual(['0-0']);
  });

  it('leaves over what the other run has no place for', () => {
    const { pairs, onlyA, onlyB } = pairConnections(together(client('x'), client('y')), client('y', 5), 'en');
    expect(pairs.map((pair) => pair.a.stream)).toEqual([1]);
    expect(onlyA.map(({ stream }) => stream)).toEqual([0]);
    expect(onlyB).toEqual([]);
  });
});

// Which connection of A did in its run what which connection of B did in the other: by client identifier, role, user, topics, server, order.

import type { Analysis, ConnectionReport } from '../../analyze/analysis.ts';
import type { Lang, Text } from '../../core/text.ts';
import type { RunsRole } from './runs-diff.ts';
import { chosenClientId, roleOf } from './runs-input.ts';

/** What a connection is known by, taken out once: every one of A is weighed against every one of B. */
interface Mark {
  readonly clientId: string | null;
  readonly role: RunsRole | null;
  readonly userName: string | null;
  readonly topics: ReadonlySet<string>;
  readonly protocol: string | null;
  readonly port: number;
  readonly address: string;
}

/** What speaks for a pair, and how strongly: what is chosen per client counts more than what all clients of a run share. */
interface Reason {
  readonly weight: number;
  readonly holds: (a: Mark, b: Mark) => boolean;
  readonly text: Text;
}

const REASONS: readonly Reason[] = [
  {
    weight: 40,
    holds: (a, b) => a.clientId !== null && a.clientId === b.clientId,
    text: { es: 'el mismo identificador de cliente', en: 'the same client identifier' },
  },
  {
    weight: 20,
    holds: (a, b) => a.role !== null && a.role === b.role,
    text: { es: 'el mismo papel (publica, se suscribe)', en: 'the same role (publishes, subscribes)' },
  },
  {
    weight: 8,
    holds: (a, b) => a.userName !== null && a.userName === b.userName,
    text: { es: 'el mismo nombre de usuario', en: 'the same user name' },
  },
  {
    weight: 6,
    holds: (a, b) => shareTopics(a.topics, b.topics),
    text: { es: 'tópicos en común', en: 'topics in common' },
  },
  {
    weight: 4,
    holds: (a, b) => a.protocol !== null && a.protocol === b.protocol,
    text: { es: 'el mismo protocolo', en: 'the same protocol' },
  },
  {
    weight: 3,
    holds: (a, b) => a.port === b.port,
    text: { es: 'el mismo puerto del servidor', en: 'the same port of the server' },
  },
  {
    weight: 1,
    holds: (a, b) => a.address === b.address,
    text: { es: 'la misma dirección del servidor', en: 'the same address of the server' },
  },
];
const HIGHEST_SCORE = REASONS.reduce((sum, { weight }) => sum + weight, 0);

const ONLY_ONES: Text = {
  es: 'son las únicas conexiones de cada captura que se pueden comparar',
  en: 'they are the only connections of each capture that can be compared',
};

const LEFT_OVER: Text = {
  es: 'son las que quedan, en orden: nada más las une',
  en: 'they are what is left, in order: nothing else links them',
};

export interface ConnectionPairing {
  readonly pairs: readonly {
    readonly a: ConnectionReport;
    readonly b: ConnectionReport;
    readonly evidence: readonly string[];
  }[];
  readonly onlyA: readonly ConnectionReport[];
  readonly onlyB: readonly ConnectionReport[];
}

/** Pairs in the order of A's connections. Exchanging A and B exchanges the sides of every pair and nothing else. */
export function pairConnections(a: Analysis, b: Analysis, lang: Lang): ConnectionPairing {
  const [listA, listB] = [candidates(a), candidates(b)];
  const partnerOfA = new Map<number, number>();
  const taken = new Set<number>();
  for (const { i, j } of rankedPairs(listA, listB)) {
    if (partnerOfA.has(i) || taken.has(j)) continue;
    partnerOfA.set(i, j);
    taken.add(j);
  }
  const areOnlyOnes = listA.length === 1 && listB.length === 1;
  const pairs = listA.flatMap((one, i) => {
    const other = listB[partnerOfA.get(i) ?? -1];
    return other === undefined ? [] : [{ a: one, b: other, evidence: evidenceOf(one, other, areOnlyOnes, lang) }];
  });
  return {
    pairs,
    onlyA: listA.filter((_, i) => !partnerOfA.has(i)),
    onlyB: listB.filter((_, j) => !taken.has(j)),
  };
}

/** MQTT connections; all of them where no MQTT could be read (TLS). */
function candidates({ connections }: Analysis): readonly ConnectionReport[] {
  const mqtt = connections.filter((connection) => connection.mqtt !== null);
  return mqtt.length > 0 ? mqtt : connections;
}

/**
 * Best first; among equals those that stand at the same place of their run, then the earliest. Two pairs that are equal in all of this are (i, j)
 * and (j, i), which do not stand in each other's way: so the order of A and B changes nothing. All four are digits of one number: it sorts fast.
 */
function* rankedPairs(
  listA: readonly ConnectionReport[],
  listB: readonly ConnectionReport[],
): Generator<{ readonly i: number; readonly j: number }> {
  const [marksA, marksB] = [listA.map(markOf), listB.map(markOf)];
  const size = Math.max(listA.length, listB.length, 1);
  const keys = new Float64Array(listA.length * listB.length);
  let next = 0;
  for (const [i, a] of marksA.entries()) {
    for (const [j, b] of marksB.entries()) {
      const rank = (HIGHEST_SCORE - scoreOf(a, b)) * size + Math.abs(i - j);
      keys[next++] = (rank * 2 * size + i + j) * size + i;
    }
  }
  for (const key of keys.sort()) {
    const i = key % size;
    yield { i, j: (((key - i) / size) % (2 * size)) - i };
  }
}

function markOf(connection: ConnectionReport): Mark {
  const { mqtt, protocol, server } = connection;
  const topics =
    mqtt === null ? [] : [...mqtt.topics.map(({ topic }) => topic), ...mqtt.subscriptions.map((each) => each.filter)];
  return {
    clientId: chosenClientId(connection),
    role: roleOf(connection),
    userName: mqtt?.userName ?? null,
    topics: new Set(topics),
    protocol,
    port: server.port,
    address: server.address,
  };
}

function scoreOf(a: Mark, b: Mark): number {
  let score = 0;
  for (const { weight, holds } of REASONS) if (holds(a, b)) score += weight;
  return score;
}

function evidenceOf(a: ConnectionReport, b: ConnectionReport, areOnlyOnes: boolean, lang: Lang): string[] {
  const [markA, markB] = [markOf(a), markOf(b)];
  const found = REASONS.filter(({ holds }) => holds(markA, markB)).map(({ text }) => text[lang]);
  if (areOnlyOnes) return [ONLY_ONES[lang], ...found];
  return found.length === 0 ? [LEFT_OVER[lang]] : found;
}

function shareTopics(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const topic of a) if (b.has(topic)) return true;
  return false;
}

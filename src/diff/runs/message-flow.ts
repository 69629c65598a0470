// A publisher beside a subscriber: messages flow from the client in one run and to it in the other. What is about them is then compared by who
// publishes and who receives, not by client and server.

import type { FactSheet } from './connection-facts.ts';
import type { Fact } from './fact.ts';

const ABOUT_MESSAGES: readonly string[] = [
  'publish-topics',
  'publish-qos',
  'retained',
  'duplicates',
  'published-bytes',
  'publish-size',
  'messages-in-flight',
  'publish-interval',
  'fragment-format',
  'fragment-count',
  'fragment-size',
  'file-bytes',
  'announced-bytes',
  'fragments-missing',
  'fragments-repeated',
  'fragment-sequences',
];

/** Their detail says whether they are about a PUBLISH and its answers. */
const PERHAPS_ABOUT_MESSAGES: readonly string[] = ['message-count', 'exchange-state', 'step-time', 'exchange-time'];
const PUBLISH_WORDS = /^PUB/;

/** Both sheets as they are, or both with the parties of the message flow where it runs the other way in the other run. */
export function alignFlows(a: FactSheet, b: FactSheet): readonly [FactSheet, FactSheet] {
  const isOpposite = a.publisher !== null && b.publisher !== null && a.publisher !== b.publisher;
  return isOpposite ? [byFlow(a), byFlow(b)] : [a, b];
}

function byFlow(sheet: FactSheet): FactSheet {
  return { ...sheet, facts: sheet.facts.map((fact) => (isAboutMessages(fact) ? turned(fact, sheet.publisher) : fact)) };
}

function turned(fact: Fact, publisher: FactSheet['publisher']): Fact {
  return fact.party === null ? fact : { ...fact, party: fact.party === publisher ? 'publishing' : 'receiving' };
}

function isAboutMessages({ kind, detail }: Fact): boolean {
  if (ABOUT_MESSAGES.includes(kind)) return true;
  return PERHAPS_ABOUT_MESSAGES.includes(kind) && detail !== null && PUBLISH_WORDS.test(detail);
}

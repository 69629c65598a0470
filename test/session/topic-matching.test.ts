// Topic filters against topic names: the examples of MQTT 3.1.1 and 5.0 §4.7, and the corners between them.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasWildcard, plainFilterOf, shareGroupOf, topicMatches } from '../../src/session/topic-matching.ts';

/** filter · topics it matches · topics it does not match */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a/b', ['a/b'], ['a', 'a/b/', '/a/b', 'a/B', 'a/bc', 'a/b/c', 'A/b']],
  // §4.7.1.2
  [
    'sport/tennis/player1/#',
    ['sport/tennis/player1', 'sport/tennis/player1/ranking', 'sport/tennis/player1/score/wimbledon'],
    ['sport/tennis', 'sport/tennis/player10', 'sport/tennis/player2/ranking'],
  ],
  ['sport/#', ['sport', 'sport/', 'sport/a/b'], ['sports', 'Sport']],
  ['#', ['a', '/', 'a/b/c', '/finance'], ['$SYS', '$SYS/monitor']],
  // §4.7.1.3
  ['sport/tennis/+', ['sport/tennis/player1', 'sport/tennis/'], ['sport/tennis/player1/ranking', 'sport/tennis']],
  ['sport/+', ['sport/', 'sport/x'], ['sport', 'sport/x/y']],
  ['+', ['finance', 'a'], ['/finance', 'a/b', '$SYS']],
  ['+/+', ['/finance', 'a/b', '/'], ['finance', 'a/b/c']],
  ['/+', ['/finance', '/'], ['finance', '/a/b']],
  ['+/tennis/#', ['sport/tennis', 'sport/tennis/x', '/tennis'], ['tennis', 'a/b/tennis']],
  ['sport/+/player1', ['sport/tennis/player1', 'sport//player1'], ['sport/player1', 'sport/a/b/player1']],
  // §4.7.2
  ['$SYS/#', ['$SYS', '$SYS/monitor/Clients'], ['SYS', '$SY', 'x/$SYS']],
  ['$SYS/monitor/+', ['$SYS/monitor/Clients'], ['$SYS/monitor']],
  ['+/monitor/Clients', ['x/monitor/Clients'], ['$SYS/monitor/Clients']],
  ['a/+', ['a/$b'], []],
  // MQTT 5 §4.8.2
  ['$share/consumers/sport/#', ['sport', 'sport/x'], ['$share/consumers/sport', 'other']],
  ['$share/consumers/+', ['x'], ['$SYS', 'x/y']],
  ['$share/g//finance', ['/finance'], ['finance']],
  // no wildcards where the syntax does not allow them (§4.7.1-2, §4.7.1-3)
  ['sport+', ['sport+'], ['sport', 'sportx']],
  ['sport/tennis#', ['sport/tennis#'], ['sport/tennis', 'sport/tennis/x']],
  ['sport/#/ranking', ['sport/#/ranking'], ['sport/a/ranking', 'sport']],
  ['Accueil/+', ['Accueil/ñandú', 'Accueil/\u{1f600}'], []],
  ['', [], ['', 'a']],
];

describe('topicMatches', () => {
  it.each(CASES)('%s', (filter, matching, others) => {
    expect(matching.filter((topic) => !topicMatches(filter, topic))).toEqual([]);
    expect(others.filter((topic) => topicMatches(filter, topic))).toEqual([]);
  });

  it('agrees with a comparison level by level', () => {
    const level = fc.constantFrom('', 'a', 'b', '$x');
    const topics = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
    const filters = fc
      .tuple(fc.array(fc.constantFrom('', 'a', 'b', '+', '$x'), { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'));
    fc.assert(
      fc.property(filters, topics, (filter, topic) => {
        expect(topicMatches(filter, topic)).toBe(byLevels(filter.split('/'), topic.split('/')));
      }),
      { numRuns: 2000 },
    );
  });
});

/** §4.7 word by word, slow. */
function byLevels(filter: readonly string[], topic: readonly string[]): boolean {
  if (filter.join('/') === '' || topic.join('/') === '') return false;
  if ((topic[0] ?? '').startsWith('$') && (filter[0] === '+' || filter[0] === '#')) return false;
  for (const [at, level] of filter.entries()) {
    if (level === '#') return topic.length >= at;
    if (at >= topic.length) return false;
    if (level !== '+' && level !== topic[at]) return false;
  }
  return filter.length === topic.length;
}

describe('shared subscriptions', () => {
  it.each([
    ['$share/g/a/b', 'g', 'a/b'],
    ['$share/g/#', 'g', '#'],
    ['$share/g', null, '$share/g'],
    ['$share//a', null, '$share//a'],
    ['$shared/g/a', null, '$shared/g/a'],
    ['a/b', null, 'a/b'],
  ])('%s', (filter, group, plain) => {
    expect([shareGroupOf(filter), plainFilterOf(filter)]).toEqual([group, plain]);
  });

  it('have wildcards like others', () => {
    expect([hasWildcard('$share/g/#'), hasWildcard('a/+/b'), hasWildcard('a/b')]).toEqual([true, true, false]);
  });
});

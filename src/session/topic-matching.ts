// Does a topic filter match a topic name? — MQTT 3.1.1 and 5.0 §4.7, shared subscriptions MQTT 5.0 §4.8.2.

const SLASH = 0x2f;
const HASH = 0x23;
const PLUS = 0x2b;
const DOLLAR = 0x24;
const SHARE_PREFIX = '$share/';

/** The group of a shared subscription; null: not shared. */
export function shareGroupOf(filter: string): string | null {
  if (!filter.startsWith(SHARE_PREFIX)) return null;
  const end = filter.indexOf('/', SHARE_PREFIX.length);
  return end <= SHARE_PREFIX.length ? null : filter.slice(SHARE_PREFIX.length, end);
}

/** The filter that is compared with topics: a shared subscription without its `$share/group/`. */
export function plainFilterOf(filter: string): string {
  const group = shareGroupOf(filter);
  return group === null ? filter : filter.slice(SHARE_PREFIX.length + group.length + 1);
}

export function hasWildcard(filter: string): boolean {
  return filter.includes('#') || filter.includes('+');
}

/**
 * Exactly as §4.7 says: `+` is one level, also an empty one; `#` is the level before it and everything below; a filter that begins with a wildcard
 * does not match topics that begin with `$` [MQTT-4.7.2-1]. A filter that breaks the syntax matches nothing but itself.
 */
export function topicMatches(filter: string, topic: string): boolean {
  const wanted = filter.startsWith(SHARE_PREFIX) ? plainFilterOf(filter) : filter;
  if (wanted === '' || topic === '') return false;
  const first = wanted.charCodeAt(0);
  if (topic.charCodeAt(0) === DOLLAR && (first === HASH || first === PLUS)) return false;
  let f = 0;
  let t = 0;
  for (;;) {
    const code = wanted.charCodeAt(f);
    const startsLevel = f === 0 || wanted.charCodeAt(f - 1) === SLASH;
    if (code === HASH && startsLevel && f + 1 === wanted.length) return true;
    if (code === PLUS && startsLevel && endsLevel(wanted, f + 1)) {
      while (t < topic.length && topic.charCodeAt(t) !== SLASH) t++;
      f++;
    } else {
      while (!endsLevel(wanted, f) && t < topic.length && wanted.charCodeAt(f) === topic.charCodeAt(t)) {
        f++;
        t++;
      }
      if (!endsLevel(wanted, f) || !endsLevel(topic, t)) return false;
    }
    const filterEnds = f === wanted.length;
    if (t === topic.length) return filterEnds || isParentOf(wanted, f);
    if (filterEnds) return false;
    f++;
    t++;
  }
}

function endsLevel(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === SLASH;
}

/** `sport/#` also matches `sport`: the multi-level wildcard includes the parent level (§4.7.1.2). */
function isParentOf(filter: string, at: number): boolean {
  return filter.charCodeAt(at) === SLASH && filter.charCodeAt(at + 1) === HASH && at + 2 === filter.length;
}

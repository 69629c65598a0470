// Is a text a topic filter? — MQTT 3.1.1 and 5.0 §4.7.1.

/** `+` fills a level, `#` fills the last one. */
export function isTopicFilter(text: string): boolean {
  if (text === '' || text.includes('\u0000')) return false;
  const levels = text.split('/');
  return levels.every((level, at) => {
    if (level === '#') return at === levels.length - 1; // [MQTT-4.7.1-2]; 5.0: [MQTT-4.7.1-1]
    return level === '+' || !/[+#]/.test(level); // [MQTT-4.7.1-3]; 5.0: [MQTT-4.7.1-2]
  });
}

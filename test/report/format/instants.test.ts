import { describe, expect, it } from 'vitest';
import {
  formatBriefClock,
  formatClock,
  formatDate,
  isTimeZone,
  nanosecondsBetweenTexts,
} from '../../../src/report/format/instants.ts';

const date = (instant: string, zone: string, lang: 'es' | 'en' = 'en'): string =>
  formatDate(instant, zone, lang).replaceAll('\u00a0', ' ');

describe('formatDate', () => {
  it('keeps the nine digits, which a double would round', () => {
    expect(date('1727972104.779687350', 'UTC')).toBe('2024-10-03 16:15:04.779687350 +00:00');
    expect(date('1727972104.999999999', 'UTC')).toBe('2024-10-03 16:15:04.999999999 +00:00');
    expect(date('1727972104.779687350', 'UTC', 'es')).toBe('2024-10-03 16:15:04,779687350 +00:00');
  });

  it('is in the time zone that was asked for', () => {
    expect(date('1727972104.779687350', 'America/Argentina/Buenos_Aires')).toBe('2024-10-03 13:15:04.779687350 -03:00');
    expect(date('1727972104.779687350', 'Europe/Madrid')).toBe('2024-10-03 18:15:04.779687350 +02:00');
    expect(date('1727972104.779687350', 'Asia/Kolkata')).toBe('2024-10-03 21:45:04.779687350 +05:30');
  });

  it('follows daylight saving time to the second: Madrid, 27 October 2024', () => {
    expect(date('1729990799.999999999', 'Europe/Madrid')).toBe('2024-10-27 02:59:59.999999999 +02:00');
    expect(date('1729990800.000000000', 'Europe/Madrid')).toBe('2024-10-27 02:00:00.000000000 +01:00');
  });

  it('writes midnight as 00, not 24', () => {
    expect(date('1727913600.000000000', 'UTC')).toBe('2024-10-03 00:00:00.000000000 +00:00');
  });

  it('counts forward before 1970', () => {
    expect(date('-0.000000001', 'UTC')).toBe('1969-12-31 23:59:59.999999999 +00:00');
    expect(date('-1.000000000', 'UTC')).toBe('1969-12-31 23:59:59.000000000 +00:00');
    expect(date('0.000000000', 'UTC')).toBe('1970-01-01 00:00:00.000000000 +00:00');
  });

  it('shows what lies beyond the calendar, or is no instant, as it stands', () => {
    expect(date('8640000000001.000000000', 'UTC')).toBe('8640000000001.000000000');
    expect(date('soon', 'UTC')).toBe('soon');
  });
});

describe('formatClock', () => {
  it('is the time of day alone', () => {
    expect(formatClock('1727972104.779687350', 'UTC', 'es')).toBe('16:15:04,779687350');
    expect(formatBriefClock('1727972104.779987350', 'UTC', 'en')).toBe('16:15:04.779');
  });
});

describe('nanosecondsBetweenTexts', () => {
  it('is exact where doubles are not', () => {
    expect(nanosecondsBetweenTexts('1727972104.779687350', '1727972104.783581297')).toBe(3_893_947);
    expect(nanosecondsBetweenTexts('-0.000000001', '0.000000001')).toBe(2);
    expect(nanosecondsBetweenTexts('x', '0.000000001')).toBeNull();
  });
});

describe('isTimeZone', () => {
  it('knows IANA names', () => {
    expect(isTimeZone('America/Argentina/Buenos_Aires')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
  });
});

// The two reference captures of the lab: is every published answer in the report, in both languages, where a student looks for it?

import { beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analyze/analysis.ts';
import type { Lang } from '../../src/core/text.ts';
import { analyze } from '../../src/index.ts';
import { renderers } from '../../src/report/renderers/index.ts';
import { describeWithShared, sharedCapture } from '../shared.ts';

interface Answers {
  readonly es: readonly string[];
  readonly en: readonly string[];
}

const PUBLISHER: Readonly<Record<string, Answers>> = {
  'the DNS frames and the SYN they led to': {
    es: ['tramas 1 → 3 ⇒ trama 5: SYN', 'AAAA broker.hivemq.com: tramas 2 → 4'],
    en: ['frames 1 → 3 ⇒ frame 5: SYN', 'AAAA broker.hivemq.com: frames 2 → 4'],
  },
  'the handshake and who opens it': {
    es: ['tramas 5, 6, 7 (SYN, SYN-ACK, ACK); lo inicia el cliente 192.168.0.14:47122'],
    en: ['frames 5, 6, 7 (SYN, SYN-ACK, ACK); opened by the client 192.168.0.14:47122'],
  },
  'both initial sequence numbers, relative and absolute': {
    es: ['cliente 1806442917 (relativo 0); servidor 2873011256 (relativo 0)'],
    en: ['client 1806442917 (relative 0); server 2873011256 (relative 0)'],
  },
  'the options with their values': {
    es: ['MSS 1460, SACK permitted, WScale 7 (×128) (los dos lados)'],
    en: ['MSS 1460, SACK permitted, WScale 7 (×128) (both sides)'],
  },
  'the windows at the start, said to be unscaled and no buffer': {
    es: ['64 240 bytes; SYN-ACK del servidor: 62 643 bytes (sin escalar)', 'no es el tamaño del buffer'],
    en: ["64 240 bytes; server's SYN-ACK: 62 643 bytes (unscaled)", 'not the size of the buffer'],
  },
  'the exact RTT of the first data segment and of the first PUBLISH': {
    es: [
      'CONNECT trama 8 → ACK 9: 7,426908 ms (RTT); PUBLISH trama 10 → ACK 11: 3,893947 ms (RTT)',
      '3,893947 ms = 0,003893947 s (3 893 947 ns)',
      '1727972104.779687350',
      '1727972104.783581297',
      '2024-10-03 13:15:04,779687350 -03:00',
    ],
    en: [
      'CONNECT frame 8 → ACK 9: 7.426908 ms (RTT); PUBLISH frame 10 → ACK 11: 3.893947 ms (RTT)',
      '3.893947 ms = 0.003893947 s (3 893 947 ns)',
      '2024-10-03 13:15:04.779687350 -03:00',
    ],
  },
  'why the float64 figure is wrong': {
    es: ['0,0038938522338867188 s, con 95 ns de error', '238 ns'],
    en: ['0.0038938522338867188 s, off by 95 ns', '238 ns'],
  },
  'header + payload of the first four data segments': {
    es: ['20 + 14 = 34 (trama 8), 20 + 77 = 97 (trama 10), 20 + 4 = 24 (trama 12), 20 + 4 = 24 (trama 14)'],
    en: ['20 + 14 = 34 (frame 8), 20 + 77 = 97 (frame 10), 20 + 4 = 24 (frame 12), 20 + 4 = 24 (frame 14)'],
  },
  'the frames of each type of packet': {
    es: ['10, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52', '14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54'],
    en: ['10, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52', '14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54'],
  },
  'eleven exchanges that were never released': {
    es: ['11 QoS 2 sin confirmar (publica el cliente)'],
    en: ['11 QoS 2 unconfirmed (published by the client)'],
  },
  'the fragments and their total': { es: ['11 fragmentos, 673 bytes'], en: ['11 fragments, 673 bytes'] },
  'how it ends': {
    es: ['DISCONNECT del cliente (trama 56), RST del cliente (trama 57)'],
    en: ['DISCONNECT by the client (frame 56), RST by the client (frame 57)'],
  },
};

const SUBSCRIBER: Readonly<Record<string, Answers>> = {
  'both initial sequence numbers': {
    es: ['cliente 3241009901 (relativo 0); servidor 1390274418 (relativo 0)'],
    en: ['client 3241009901 (relative 0); server 1390274418 (relative 0)'],
  },
  'the first data segment': {
    es: ['CONNECT trama 8 → ACK 9: 226,118557 ms (RTT)'],
    en: ['CONNECT frame 8 → ACK 9: 226.118557 ms (RTT)'],
  },
  'that the time of the first PUBLISH is no RTT here': {
    es: [
      'PUBLISH trama 16 → ACK 17: 39,812 µs (demora del ACK, no RTT)',
      'El RTT se mide en la captura del otro extremo',
    ],
    en: [
      'PUBLISH frame 16 → ACK 17: 39.812 µs (ACK delay, no RTT)',
      'The RTT is measured in the capture at the other end',
    ],
  },
  'header + payload of the first four data segments': {
    es: ['20 + 14 = 34 (trama 8), 20 + 27 = 47 (trama 10), 20 + 4 = 24 (trama 12), 20 + 5 = 25 (trama 14)'],
    en: ['20 + 14 = 34 (frame 8), 20 + 27 = 47 (frame 10), 20 + 4 = 24 (frame 12), 20 + 5 = 25 (frame 14)'],
  },
  'the frames of PUBLISH and PUBCOMP': {
    es: ['16, 23, 29, 35, 41, 47, 53, 59, 65, 71, 77, 83', '21, 27, 33, 39, 45, 51, 57, 63, 69, 75, 81'],
    en: ['16, 23, 29, 35, 41, 47, 53, 59, 65, 71, 77, 83', '21, 27, 33, 39, 45, 51, 57, 63, 69, 75, 81'],
  },
  'the fragments and their total': { es: ['12 fragmentos, 673 bytes'], en: ['12 fragments, 673 bytes'] },
  'how it ends': {
    es: ['FIN del cliente (trama 87), sin DISCONNECT'],
    en: ['FIN by the client (frame 87), without DISCONNECT'],
  },
};

/** Markdown without its marks: what a reader sees, unwrapped. */
function readable(analysis: Analysis, lang: Lang): string {
  const timeZone = 'America/Argentina/Buenos_Aires';
  const text = renderers.markdown.render(analysis, { lang, profile: 'lab', timeZone, width: 80, color: false });
  return text.replaceAll('**', '').replaceAll(/\\(?=[!-/:-@[-`{-~])/g, '');
}

describeWithShared('the published answers', () => {
  describe.each([
    ['captura_publisher.pcapng', PUBLISHER],
    ['captura_subscriber.pcapng', SUBSCRIBER],
  ])('%s', (name, expected) => {
    describe.each(['es', 'en'] as const)('in %s', (lang) => {
      let text = '';
      beforeAll(async () => {
        text = readable(await analyze([sharedCapture('paper', name)], { lang }), lang);
      });

      it.each(Object.entries(expected))('has %s', (_, answers) => {
        for (const answer of answers[lang]) expect(text).toContain(answer);
      });
    });
  });
});

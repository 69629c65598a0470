// Clients that sleep or keep silent for longer than they announced, and gateways that do not let them sleep — MQTT-SN 1.2 §6.11, §6.14, §7.2.

import { NS_PER_SECOND } from '../../core/time.ts';
import { defineRule, type Rule } from '../rule.ts';
import { type SnAnalysis, snClientName } from './mqtt-sn-exchanges.ts';
import { counted, duration } from './wording.ts';

export const mqttSnOverslept: Rule = defineRule<{
  client: string;
  durationSeconds: number;
  silenceNs: number;
  lost: boolean;
  isOpen: boolean;
}>({
  id: 'mqttsn.overslept',
  severity: 'warn',
  clause: 'MQTT-SN 1.2 §6.14',
  title: { es: 'El cliente durmió más de lo anunciado', en: 'The client slept longer than it announced' },
  check: ({ mqttSn }: SnAnalysis) =>
    mqttSn.flatMap((report) =>
      report.sleeps
        .filter((sleep) => sleep.overslept)
        .map((sleep) => {
          const { fromFrame, toFrame } = sleep.longestSilence;
          return {
            stream: null,
            frames: toFrame === null ? [fromFrame] : [fromFrame, toFrame],
            facts: {
              client: snClientName(report),
              durationSeconds: sleep.durationSeconds,
              silenceNs: sleep.longestSilenceNs,
              lost: sleep.lost,
              isOpen: toFrame === null,
            },
            severity: sleep.lost ? ('warn' as const) : ('note' as const),
          };
        }),
    ),
  explain: {
    es: ({ client, durationSeconds, silenceNs, lost, isOpen }) =>
      `${client} anunció que dormiría ${durationSeconds} s como mucho y ${isOpen ? 'calló hasta el final de la captura' : 'calló'}: ${duration(silenceNs, 'es')}. ${lost ? 'También supera la tolerancia habitual (§7.2): el gateway puede darlo por perdido y publicar su testamento.' : 'Está dentro de la tolerancia habitual del gateway (§7.2).'}`,
    en: ({ client, durationSeconds, silenceNs, lost, isOpen }) =>
      `${client} announced a sleep of ${durationSeconds} s at most and ${isOpen ? 'was silent until the capture ended' : 'was silent'} for ${duration(silenceNs, 'en')}. ${lost ? 'That is beyond the usual tolerance too (§7.2): the gateway may take it for lost and publish its will.' : 'That is within the usual tolerance of gateways (§7.2).'}`,
  },
});

export const mqttSnDisturbed: Rule = defineRule<{ client: string; publishes: number }>({
  id: 'mqttsn.publish-to-sleeping-client',
  severity: 'warn',
  clause: 'MQTT-SN 1.2 §6.14',
  title: { es: 'El gateway publica a un cliente dormido', en: 'The gateway publishes to a sleeping client' },
  check: ({ mqttSn }: SnAnalysis) =>
    mqttSn.flatMap((report) => {
      const publishes = report.sleeps.reduce((sum, sleep) => sum + sleep.disturbedCount, 0);
      if (publishes === 0) return [];
      return [
        {
          stream: null,
          frames: report.sleeps.flatMap((sleep) => sleep.disturbedFrames),
          framesCount: publishes,
          facts: { client: snClientName(report), publishes },
        },
      ];
    }),
  explain: {
    es: ({ client, publishes }) =>
      `${counted(publishes, 'PUBLISH salió', 'PUBLISH salieron')} hacia ${client} mientras dormía: con la radio apagada no puede recibirlos; el gateway debía guardarlos hasta su PINGREQ.`,
    en: ({ client, publishes }) =>
      `${counted(publishes, 'PUBLISH was', 'PUBLISH messages were')} sent to ${client} while it slept: with its radio off it cannot receive them; the gateway had to keep them until its PINGREQ.`,
  },
});

export const mqttSnKeepAlive: Rule = defineRule<{ client: string; keepAlive: number; silenceNs: number }>({
  id: 'mqttsn.keep-alive-exceeded',
  severity: 'warn',
  clause: 'MQTT-SN 1.2 §6.11',
  title: {
    es: 'Cliente MQTT-SN en silencio más allá de su keep-alive',
    en: 'MQTT-SN client silent beyond its keep-alive',
  },
  check: ({ mqttSn }: SnAnalysis) =>
    mqttSn.flatMap((report) => {
      const { keepAlive, longestSilenceNs, longestSilence, keepAliveLimitNs } = report;
      if (keepAlive === null || keepAliveLimitNs === null || longestSilenceNs === null || longestSilence === null)
        return [];
      if (longestSilenceNs <= keepAlive * NS_PER_SECOND) return [];
      return [
        {
          stream: null,
          frames: [longestSilence.fromFrame, longestSilence.toFrame],
          facts: { client: snClientName(report), keepAlive, silenceNs: longestSilenceNs },
          severity: longestSilenceNs > keepAliveLimitNs ? ('warn' as const) : ('note' as const),
        },
      ];
    }),
  explain: {
    es: ({ client, keepAlive, silenceNs }) =>
      `${client} pasó ${duration(silenceNs, 'es')} sin enviar nada estando activo, con un keep-alive de ${keepAlive} s: debía enviar un PINGREQ antes.`,
    en: ({ client, keepAlive, silenceNs }) =>
      `${client} sent nothing for ${duration(silenceNs, 'en')} while active, with a keep-alive of ${keepAlive} s: it had to send a PINGREQ before.`,
  },
});

// Why no capture could be opened, in words that say what to do.

import { type AppError, CaptureDeviceError, UsageError } from '../../core/errors.ts';
import { installAdvice, permissionAdvice } from './capture-advice.ts';
import { listDevices } from './device-list.ts';
import { namesOf } from './devices.ts';
import type { CaptureRequest, EngineRefusal } from './engine.ts';

/** The error of a capture that every engine that was asked has refused; at least one has. `command`: what was run. */
export async function notOpened(
  refusals: readonly EngineRefusal[],
  { interfaceName, filter }: CaptureRequest,
  command: string | null = null,
): Promise<AppError> {
  const last = refusals.at(-1);
  if (last?.kind === 'filter') return wrongFilter(last, filter);
  const devices = await listDevices();
  // Whoever may not open any interface is told so of interfaces, too, that do not exist.
  const isUnknown = devices.length > 0 && !devices.some(({ name }) => name === interfaceName);
  if (last?.kind === 'interface' || (isUnknown && refusals.some(({ kind }) => kind === 'permission'))) {
    return new CaptureDeviceError({
      code: 'E_DEVICE_UNKNOWN',
      what: {
        es: `${interfaceName}: no existe esa interfaz${last?.kind === 'interface' ? ` (${last.engine}: ${last.words.es})` : ''}.`,
        en: `${interfaceName}: no such interface${last?.kind === 'interface' ? ` (${last.engine}: ${last.words.en})` : ''}.`,
      },
      hint: namesOf(devices),
    });
  }
  return refusals.some(({ kind }) => kind === 'permission')
    ? noPermission(refusals, interfaceName, command)
    : noEngine(refusals, interfaceName);
}

function wrongFilter({ engine, words }: EngineRefusal, filter: string | null): UsageError {
  return new UsageError({
    code: 'E_USAGE_CAPTURE_FILTER',
    what: {
      es: `-f: filtro de captura no válido «${filter}» (${engine}: ${words.es}).`,
      en: `-f: invalid capture filter "${filter}" (${engine}: ${words.en}).`,
    },
    hint: {
      es: 'Se escribe como en pcap-filter(7), no como los filtros de Wireshark. Para MQTT: -f "tcp port 1883"; con WebSocket: -f "tcp port 1883 or tcp port 9001"; MQTT-SN: -f "udp port 1884".',
      en: 'It is written as in pcap-filter(7), not as Wireshark\'s display filters. For MQTT: -f "tcp port 1883"; with WebSocket: -f "tcp port 1883 or tcp port 9001"; MQTT-SN: -f "udp port 1884".',
    },
  });
}

function noPermission(
  refusals: readonly EngineRefusal[],
  interfaceName: string,
  command: string | null,
): CaptureDeviceError {
  return new CaptureDeviceError({
    code: 'E_DEVICE_PERMISSION',
    what: {
      es: `${interfaceName}: no tiene permiso para capturar.${listed(refusals, 'es')}`,
      en: `${interfaceName}: you have no permission to capture.${listed(refusals, 'en')}`,
    },
    hint: permissionAdvice({
      ...(command === null ? {} : { command }),
      withoutDumpcap: refusals.every(({ engine }) => engine !== 'dumpcap'),
    }),
  });
}

function noEngine(refusals: readonly EngineRefusal[], interfaceName: string): CaptureDeviceError {
  const isMissing = refusals.every(({ kind }) => kind === 'missing');
  return new CaptureDeviceError({
    code: isMissing ? 'E_DEVICE_NO_ENGINE' : 'E_DEVICE_NOT_OPENED',
    what: {
      es: `${interfaceName}: no se puede capturar.${listed(refusals, 'es')}`,
      en: `${interfaceName}: cannot capture.${listed(refusals, 'en')}`,
    },
    hint: refusals.some(({ kind }) => kind === 'missing') ? installAdvice() : null,
  });
}

/** One line for each engine. */
function listed(refusals: readonly EngineRefusal[], lang: 'es' | 'en'): string {
  return refusals.map(({ engine, words }) => `\n  ${engine}: ${words[lang]}`).join('');
}

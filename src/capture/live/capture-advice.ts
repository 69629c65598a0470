// What to run so that one may capture: exactly, and for the system at hand.

import { readFileSync, statSync } from 'node:fs';
import type { Text } from '../../core/text.ts';
import { findProgram } from './programs.ts';

/** What the advice depends on. */
export interface AdviceCircumstances {
  readonly platform?: NodeJS.Platform;
  /** What could not be run for want of rights, as a command line. */
  readonly command?: string;
  /** Only engines were asked for that rights for dumpcap do not help. */
  readonly withoutDumpcap?: boolean;
}

/** For a user who has not the rights. */
export function permissionAdvice(circumstances: AdviceCircumstances = {}): Text {
  const { platform = process.platform, command = 'mqttscope live …', withoutDumpcap = false } = circumstances;
  const onceWithSudo = withSudo(command);
  switch (platform) {
    case 'win32':
      return {
        es: 'Abra la terminal como administrador, o reinstale Npcap (npcap.com) sin la opción «Restrict Npcap driver’s access to Administrators only».',
        en: 'Open the terminal as administrator, or reinstall Npcap (npcap.com) without the option "Restrict Npcap driver\'s access to Administrators only".',
      };
    case 'darwin':
      return {
        es: `De forma permanente: instale «ChmodBPF», que viene con Wireshark (da acceso a /dev/bpf*), y vuelva a iniciar la sesión.\n${onceWithSudo.es}`,
        en: `For good: install "ChmodBPF", which comes with Wireshark (it gives access to /dev/bpf*), and log in again.\n${onceWithSudo.en}`,
      };
    default:
      return adviceOnUnix(onceWithSudo, withoutDumpcap);
  }
}

/** For a system where nothing captures. */
export function installAdvice(platform: NodeJS.Platform = process.platform): Text {
  switch (platform) {
    case 'win32':
      return {
        es: 'Instale Wireshark con Npcap (wireshark.org): trae dumpcap.',
        en: 'Install Wireshark with Npcap (wireshark.org): it brings dumpcap.',
      };
    case 'darwin':
      return {
        es: 'Instale Wireshark (brew install --cask wireshark), que trae dumpcap; o ejecute npm install koffi.',
        en: 'Install Wireshark (brew install --cask wireshark), which brings dumpcap; or run npm install koffi.',
      };
    default:
      return {
        es: 'Instale dumpcap (sudo apt install wireshark-common, o sudo dnf install wireshark-cli), o libpcap (sudo apt install libpcap0.8) y koffi (npm install koffi).',
        en: 'Install dumpcap (sudo apt install wireshark-common, or sudo dnf install wireshark-cli), or libpcap (sudo apt install libpcap0.8) and koffi (npm install koffi).',
      };
  }
}

/** sudo forgets where a Node of the user's own lies. */
function withSudo(command: string): Text {
  const line = `sudo env "PATH=$PATH" ${command}`;
  return { es: `Solo esta vez: ${line}`, en: `Just this once: ${line}` };
}

function adviceOnUnix(onceWithSudo: Text, withoutDumpcap: boolean): Text {
  const dumpcap = findProgram('dumpcap');
  const group = dumpcap === null ? null : wiresharkGroupOf(dumpcap.path);
  const forGood: Text = withoutDumpcap
    ? { es: 'De forma permanente, con --engine dumpcap:', en: 'For good, with --engine dumpcap:' }
    : { es: 'De forma permanente:', en: 'For good:' };
  if (dumpcap === null) {
    return {
      es: `${forGood.es} sudo apt install wireshark-common (responda que sí), sudo usermod -aG wireshark "$USER", y vuelva a iniciar la sesión.\n${onceWithSudo.es}`,
      en: `${forGood.en} sudo apt install wireshark-common (answer yes), sudo usermod -aG wireshark "$USER", and log in again.\n${onceWithSudo.en}`,
    };
  }
  if (group !== null) {
    return {
      es: `${forGood.es} sudo usermod -aG ${group} "$USER", y vuelva a iniciar la sesión.\n${onceWithSudo.es}`,
      en: `${forGood.en} sudo usermod -aG ${group} "$USER", and log in again.\n${onceWithSudo.en}`,
    };
  }
  return {
    es: `${forGood.es} sudo setcap cap_net_raw,cap_net_admin=eip ${dumpcap.path}\n${onceWithSudo.es}`,
    en: `${forGood.en} sudo setcap cap_net_raw,cap_net_admin=eip ${dumpcap.path}\n${onceWithSudo.en}`,
  };
}

/** Debian installs dumpcap for root and a group "wireshark" when told to; being in it is all that is missing. */
function wiresharkGroupOf(path: string): string | null {
  try {
    const { gid, mode } = statSync(path);
    if (gid === 0 || (mode & 0o001) !== 0) return null;
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((each) => each.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? null;
  } catch {
    return null;
  }
}

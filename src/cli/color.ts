// Colour or not: --color, else FORCE_COLOR (force-color.org), else NO_COLOR (no-color.org), else only on a terminal that can show it.

export type ColorChoice = 'auto' | 'always' | 'never';
export const COLOR_CHOICES: readonly ColorChoice[] = ['auto', 'always', 'never'];

/** `target`: where the text goes. A file stays plain unless colour is asked for by --color. */
export function useColor(choice: ColorChoice, target: 'terminal' | 'pipe' | 'file', env: NodeJS.ProcessEnv): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (target === 'file') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  const refused = env['NO_COLOR'];
  if (refused !== undefined && refused !== '') return false;
  return target === 'terminal' && env['TERM'] !== 'dumb';
}

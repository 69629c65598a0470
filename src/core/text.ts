// Bilingual text, kept beside the code that owns it.

export type Lang = 'es' | 'en';
export const LANGS: readonly Lang[] = ['es', 'en'];

export type Text = Readonly<Record<Lang, string>>;
/** Text made from facts. */
export type TextOf<F> = Readonly<Record<Lang, (facts: F) => string>>;

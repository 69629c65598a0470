// What the user has chosen to see.

export interface ViewState {
  /** 'auto': the only MQTT connection where there is one, else all. A number: that stream. */
  readonly selection: 'auto' | 'all' | number;
  /** Topic filter in force; null: none. */
  readonly filter: string | null;
  /** The filter while it is typed; null: it is not being typed. */
  readonly draft: string | null;
  /** What was typed is no topic filter. */
  readonly draftIsWrong: boolean;
  readonly paused: boolean;
  readonly help: boolean;
  /** The end was asked for: the report is on its way. */
  readonly ending: boolean;
}

export const FIRST_VIEW: ViewState = {
  selection: 'auto',
  filter: null,
  draft: null,
  draftIsWrong: false,
  paused: false,
  help: false,
  ending: false,
};

// All sessions side by side: the latest round trips of each side's data, and how many messages are in flight.

import type { Lang, Text } from '../../core/text.ts';
import { formatBriefDuration } from '../../report/format/durations.ts';
import { formatCount } from '../../report/format/numbers.ts';
import type { ConnectionPicture, LivePicture, RttPicture } from '../model/picture.ts';
import { connectionName } from './connection-words.ts';
import { sparkline } from './figures.ts';
import { type Line, span } from './line.ts';
import type { Panel } from './panel.ts';
import { layRows, type RowColumn, WHOLE } from './rows.ts';

const TITLE: Text = { es: 'Tiempo hasta el ACK, y en vuelo', en: 'Time to the ACK, and in flight' };
const IN_FLIGHT: Text = { es: 'en vuelo', en: 'in flight' };

const SPARK_COLUMNS = 8;

const COLUMNS: readonly RowColumn[] = [
  WHOLE, // stream
  { drop: 1, align: 'left', least: 8 }, // name
  WHOLE, // data of the client
  WHOLE, // data of the server
  { drop: 2, align: 'left', least: null }, // in flight
];

/** null: nothing to show, or one connection is selected and its panel shows it. */
export function roundTripsPanel(picture: LivePicture, lang: Lang, width: number, want: number): Panel | null {
  const shown = picture.selected === null ? picture.connections.filter(hasTrips) : [];
  if (shown.length === 0) return null;
  return {
    title: [span(TITLE[lang], 'bold')],
    least: 1,
    want: Math.min(want, shown.length),
    rank: 6,
    isElastic: false,
    body: (rows) =>
      layRows(
        COLUMNS,
        shown.slice(0, rows).map((connection) => cellsOf(connection, lang)),
        width,
      ),
  };
}

function hasTrips({ session, rtt }: ConnectionPicture): boolean {
  return session !== null && rtt.some(({ samples }) => samples.length > 0);
}

function cellsOf(connection: ConnectionPicture, lang: Lang): Line[] {
  const { stream, session, rtt } = connection;
  const flying = session === null ? 0 : session.inFlight[0] + session.inFlight[1];
  return [
    [span(`[${stream}]`, 'dim')],
    [span(connectionName(connection))],
    tripsOf('→', rtt[0], lang),
    tripsOf('←', rtt[1], lang),
    flying === 0 ? [] : [span(`${IN_FLIGHT[lang]} ${formatCount(flying)}`, 'yellow')],
  ];
}

function tripsOf(arrow: '→' | '←', { samples }: RttPicture, lang: Lang): Line {
  const last = samples.at(-1);
  if (last === undefined) return [];
  return [
    span(`${arrow} `, arrow === '→' ? 'green' : 'yellow'),
    span(sparkline(samples, SPARK_COLUMNS), 'green'),
    span(` ${formatBriefDuration(last, lang)}`),
  ];
}

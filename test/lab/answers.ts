// The recorded lab's reference answers (answers.json), as far as the TCP tests read them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sharedCapture, sharedDir } from '../shared.ts';

export type Side = 'client' | 'server';

export interface SegmentAnswer {
  readonly frame: number;
  readonly from: Side;
  readonly time_ns: string;
  readonly payload_len: number;
  readonly tcp_header_len: number;
  readonly ack_frame: number | null;
  readonly ack_time_ns: string | null;
  readonly rtt_ns: string | null;
  readonly sender_is_the_capturing_host?: boolean | null;
}

export interface DataSegmentAnswer {
  readonly frame: number;
  readonly from?: Side;
  readonly tcp_header: number;
  readonly payload: number;
  readonly sum: number;
  readonly time_ns?: string;
}

export interface OptionAnswer {
  readonly kind: number;
  readonly len?: number;
  readonly value?: number;
  readonly shift?: number;
  readonly multiplier?: number;
  readonly tsval?: number;
  readonly tsecr?: number;
}

export interface SideTcpAnswer {
  readonly bytes: number;
  readonly data_segments: number;
  readonly resent: readonly number[];
  readonly out_of_order_or_late: readonly number[];
  readonly after_gap: readonly number[];
  readonly gaps_never_filled_rel_seq: readonly (readonly [number, number])[];
}

export interface SessionAnswer {
  readonly stream: number;
  readonly client: string;
  readonly server: string;
  readonly first_frame: number;
  readonly last_frame: number;
  readonly n_frames: number;
  readonly handshake_seen: boolean;
  readonly handshake?: {
    readonly opened_by: Side;
    readonly syn_frames: readonly number[];
    readonly synack_frames: readonly number[];
    readonly ack_frame: number | null;
    readonly syn_time_ns: string;
    readonly rtt_syn_synack_ns: string | null;
  } | null;
  readonly a_isn?: Readonly<Record<Side, { readonly frame: number; readonly absolute: number } | null>> | null;
  readonly b_options?: Readonly<Record<Side, readonly OptionAnswer[] | null>> | null;
  readonly c_receive_window?: { readonly client_syn: number | null; readonly server_synack: number | null } | null;
  readonly d_first_data_segment: SegmentAnswer;
  readonly d_first_publish_segment?: SegmentAnswer | null;
  readonly e_first_four_data_segments: readonly DataSegmentAnswer[];
  readonly e_first_four_data_segments_of_client: readonly DataSegmentAnswer[];
  readonly close: {
    readonly first: {
      readonly frame: number;
      readonly by: Side;
      readonly how: 'FIN' | 'RST';
      readonly time_ns: string;
    };
    readonly fin_frames: readonly (readonly [number, Side])[];
    readonly rst_frames: readonly (readonly [number, Side])[];
  };
  readonly zero_window_frames: readonly (readonly [number, Side])[];
  readonly tcp: Readonly<Record<Side, SideTcpAnswer>>;
}

export interface DnsAnswer {
  readonly frame: number;
  readonly time_ns: string;
  readonly kind: 'query' | 'response';
  readonly id: number;
  readonly name: string;
  readonly qtype: string;
  readonly answers: number;
}

export interface CaptureAnswer {
  readonly file: string;
  readonly sha256: string;
  readonly frames: number;
  /** null: no frame. */
  readonly first_time_ns: string | null;
  readonly last_time_ns: string | null;
  readonly truncated_frames: number;
  readonly dns: readonly DnsAnswer[];
  readonly sessions: readonly SessionAnswer[];
}

export interface LabCapture {
  /** 'qos1/publisher.pcapng'. */
  readonly name: string;
  readonly path: string;
  readonly answer: CaptureAnswer;
}

/** Every capture of every scenario that has an answer; none where ../shared is absent. */
export function labCaptures(): readonly LabCapture[] {
  if (sharedDir === null) return [];
  return readdirSync(sharedCapture('lab'))
    .sort()
    .filter((scenario) => existsSync(sharedCapture('lab', scenario, 'answers.json')))
    .flatMap((scenario) => {
      const answers = JSON.parse(readFileSync(sharedCapture('lab', scenario, 'answers.json'), 'utf8')) as {
        readonly captures: Readonly<Record<string, CaptureAnswer>>;
      };
      return Object.entries(answers.captures).map(([file, answer]) => ({
        name: `${scenario}/${file}`,
        path: sharedCapture('lab', scenario, file),
        answer,
      }));
    });
}

/** "1727972104.779687350" from nanoseconds as text. */
export function instantOf(ns: string): string {
  return `${ns.slice(0, -9)}.${ns.slice(-9)}`;
}

// The public API: what this file exports, and nothing else.

export type * from './analyze/analysis.ts';
export { type AppError, CaptureDeviceError, CaptureFileError, OutputError, UsageError } from './core/errors.ts';
export type { Severity } from './core/severity.ts';
export type { Lang } from './core/text.ts';
export { type AnalysisOptions, analyze } from './pipeline.ts';
export type { ExchangeRecord, PingRecord, SubscriptionRecord, WillRecord } from './session/mqtt-session.ts';

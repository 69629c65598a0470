// Trouble with the outside world, each kind with a stable code and an exit code. Packet content never throws.

import type { Text } from './text.ts';

export const EXIT_DONE = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_USAGE = 2;
export const EXIT_INPUT = 3;
export const EXIT_DAMAGED = 4;
export const EXIT_DEVICE = 5;
export const EXIT_OUTPUT = 6;
export const EXIT_BUG = 70;

export interface Problem {
  readonly code: `E_${string}`;
  /** What and where, with the value in question. */
  readonly what: Text;
  /** What to do about it. */
  readonly hint?: Text | null;
  readonly cause?: unknown;
}

export abstract class AppError extends Error {
  abstract readonly exitCode: number;
  readonly code: `E_${string}`;
  readonly what: Text;
  readonly hint: Text | null;

  constructor(problem: Problem) {
    super(problem.what.en, { cause: problem.cause });
    this.code = problem.code;
    this.what = problem.what;
    this.hint = problem.hint ?? null;
  }
}

export class UsageError extends AppError {
  readonly exitCode: number = EXIT_USAGE;
}

/** Missing, unreadable, not a capture, unsupported throughout. */
export class CaptureFileError extends AppError {
  readonly exitCode: number = EXIT_INPUT;
}

/** No such interface, no permission, no engine. */
export class CaptureDeviceError extends AppError {
  readonly exitCode: number = EXIT_DEVICE;
}

/** The report cannot be written. */
export class OutputError extends AppError {
  readonly exitCode: number = EXIT_OUTPUT;
}

/** Why a promise may be rejected, for messages. */
export interface Rejection {
  because: string;
  at: { path: string; line: number };
  /**
   * What is reached is known to fail at times: a query, a network or file call of a known package, a `throw` of the repository.
   * Otherwise it is a call that nobody can judge.
   */
  sure: boolean;
}

/** `safe`: it gives no promise, or none that is ever rejected. `unknown`: it cannot be told. */
export type Answer = Rejection | 'safe' | 'unknown';

export const isRejection = (answer: Answer): answer is Rejection => typeof answer !== 'string';

/** Of several answers the one that counts for all: what surely fails, what may, what is unknown. */
export function worst(answers: Answer[]): Answer {
  const rejections = answers.filter(isRejection);
  const rejection = rejections.find((item) => item.sure) ?? rejections[0];
  return rejection ?? (answers.includes('unknown') ? 'unknown' : 'safe');
}

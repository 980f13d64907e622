/** Waits `time` milliseconds. */
export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** The answer of a promise that has so long to come; `otherwise` when it does not. */
export const within = (time, promise, otherwise) =>
  Promise.race([promise, pause(time).then(() => otherwise)]);

/**
 * Asks again and again until the answer is true, and returns it.
 *
 * The drivers' own waiting evaluates text inside the page, which the page's
 * policy rightly refuses; this asks from outside.
 */
export async function until(what, ask, { timeout = 30_000 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${timeout / 1000} s in vain: ${what}`);
    }
    await pause(30);
  }
}

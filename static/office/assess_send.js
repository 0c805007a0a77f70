/* Sends the line of a child as soon as it is answered. What could not be sent stays in the page, goes with the next one or
   when the network is back, and the page is not left without a question while something waits. Knows no keys. */
const RETRY_MS = 15_000;
const SAID = [200, 409, 422]; // answers that say something of the line

/** Sends to `address` and tells `came(child, line, whole)` what came of each, `waits(n, why)` how many wait and why. */
export function sender(address, { came, waits }) {
  const waiting = new Map(); // child → what was said of it, as it was when it was said
  let busy = false;

  const post = async (body) => {
    const answer = await fetch(address, { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'manual' });
    if (!SAID.includes(answer.status)) throw new Error(answer.type === 'opaqueredirect' || answer.status === 401 ? 'signed out' : 'not taken');
    return answer.json();
  };

  async function next() {
    const [child, body] = waiting.entries().next().value;
    const whole = await post(body);
    if (waiting.get(child) === body) waiting.delete(child);
    came(child, whole.lines ? whole.lines[0] : { child, how: 'wrong', words: whole.problem.sentence, wrong: '', choices: [] }, whole);
  }

  async function flush() {
    if (busy) return;
    busy = true;
    let why = '';
    try {
      while (waiting.size) await next();
    } catch (failure) {
      why = failure.message;
    }
    busy = false;
    waits(waiting.size, why);
  }

  window.addEventListener('online', flush);
  setInterval(() => waiting.size && flush(), RETRY_MS);
  return {
    send(child, body) {
      waiting.delete(child);
      waiting.set(child, body);
      return flush();
    },
    drop: (child) => waiting.delete(child),
    has: (child) => waiting.has(child),
    size: () => waiting.size,
    flush,
    post,
  };
}

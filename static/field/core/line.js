/* Work that must be done one piece after the other, whatever became of the piece before. */

/** A line to stand in: `line(work)` begins when all before it has ended, and resolves or rejects as `work` does. */
export function newLine() {
  let last = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

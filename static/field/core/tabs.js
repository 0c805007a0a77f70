/* Two windows of the same browser share one store: each tells the other what it kept or took in. */

let channel = null;

/** Hear the other windows: `hear(what, detail)`; from then on they hear this one. */
export function listen(hear) {
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('fieldapp');
  channel.onmessage = ({ data }) => hear(data.what, data.detail);
}

/** Tell the other windows. */
export function tell(what, detail) {
  if (channel) channel.postMessage({ what, detail });
}

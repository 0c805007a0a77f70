/* Scanning: a code before the camera, or in a picture from the album. Loaded when something is first scanned; pictures are
   looked at on the phone and kept nowhere. Without a camera, or where it is refused, the album and the keyboard remain. */

import { html, useEffect, useRef, useState } from './html.js';
import { addWords, t } from './i18n.js';
import { Away, bring, inFrame, inPicture } from './decode.js';
import zh from './words/scan.zh.js';

addWords(zh);

const PAUSE = 120; // milliseconds between two looks
const CAMERA = { video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } };
const hasCamera = () => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
const pause = () => new Promise((go) => setTimeout(go, PAUSE));

async function allowedAlready() {
  try {
    return (await navigator.permissions.query({ name: 'camera' })).state === 'granted';
  } catch (unsaid) {
    return false; // some browsers do not tell
  }
}

/* What is wanted of the texts that were read, each once, and why the others are not. */
function sorted(texts, read) {
  const said = texts.map(read);
  const values = [...new Set(said.map(({ value }) => value).filter(Boolean))];
  return { values, problem: values.length ? null : (said.find(({ problem }) => problem) || {}).problem };
}

function buzz() {
  if (navigator.vibrate) navigator.vibrate(60);
}

/* Look again and again at what the camera sees; the first that is wanted is taken. */
async function watch(video, { on, read, take, say }) {
  while (on()) {
    const { values, problem } = sorted(video.readyState >= 2 ? await inFrame(video) : [], read);
    if (!on()) return;
    if (values.length) return take(values[0]);
    if (problem) say(problem);
    await pause();
  }
}

const stop = (stream) => stream && stream.getTracks().forEach((track) => track.stop());

function Camera({ read, take, say, refused }) {
  const video = useRef(null);
  useEffect(() => {
    let [open, stream] = [true, null];
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia(CAMERA);
      if (!open) return stop(stream);
      video.current.srcObject = stream;
      await video.current.play();
      await bring();
      return watch(video.current, { on: () => open, read, take, say });
    };
    begin().catch((problem) => open && refused(problem));
    return () => {
      open = false;
      stop(stream);
    };
  }, []);
  return html`<video ref=${video} playsinline muted aria-label=${t('scan_view')}></video>`;
}

const wrongOf = (problem) => (problem instanceof Away ? 'scan_away' : problem instanceof WebAssembly.CompileError ? 'scan_old' : null);

function usePicture({ read, took, say, setSeveral }) {
  return async (file) => {
    if (!file) return;
    setSeveral([]);
    say('scan_looking');
    try {
      await bring();
      const { values, problem } = sorted(await inPicture(file), read);
      if (values.length === 1) took(values[0]);
      else say(values.length ? 'scan_several' : problem || 'scan_nothing');
      if (values.length > 1) setSeveral(values);
    } catch (problem) {
      say(wrongOf(problem) || 'scan_no_picture');
    }
  };
}

function Album({ choose }) {
  const input = useRef(null);
  const chosen = ({ target }) => {
    choose(target.files[0]);
    target.value = ''; // the same one may be chosen again
  };
  return html`<input ref=${input} type="file" accept="image/*" hidden onChange=${chosen} />
    <button onClick=${() => input.current.click()}>${t('scan_album')}</button>`;
}

/** Ask for a code: `read` says of a text {value} or {problem}; `found` gets {value, picture}; `leave` closes. */
export function Scanner({ read, found, leave }) {
  const [how, setHow] = useState('asks'); // asks, camera, without
  const [note, say] = useState(null);
  const [several, setSeveral] = useState([]);
  useEffect(() => void allowedAlready().then((yes) => yes && hasCamera() && setHow('camera')), []);
  useEffect(() => {
    const away = () => document.hidden && setHow((now) => (now === 'camera' ? 'asks' : now)); // no camera runs unseen
    document.addEventListener('visibilitychange', away);
    return () => document.removeEventListener('visibilitychange', away);
  }, []);
  const take = (picture) => (value) => {
    buzz();
    found({ value, picture });
  };
  const refused = (problem) => {
    setHow('without');
    say(wrongOf(problem) || (problem.name === 'NotAllowedError' ? 'scan_refused' : 'scan_no_camera'));
  };
  const look = usePicture({ read, took: take(true), say, setSeveral });
  const open = () => {
    say(null);
    setHow('camera');
  };
  const asks = hasCamera() && how !== 'camera';
  return html`<section class="scanner" aria-label=${t('scan')}>
    ${how === 'camera' && html`<${Camera} read=${read} take=${take(false)} say=${say} refused=${refused} />`}
    ${asks && !note && html`<p>${t('scan_asks')}</p>`}
    <p role="status">${note ? t(note) : how === 'camera' ? t('scan_hold') : ''}</p>
    ${several.map((value) => html`<button key=${value} class="wide" onClick=${() => take(true)(value)}>${value}</button>`)}
    <div class="scanner-acts">${asks && html`<button onClick=${open}>${t('scan_camera')}</button>`}<${Album} choose=${look} />
      <button class="plain" onClick=${leave}>${t('scan_leave')}</button></div></section>`;
}

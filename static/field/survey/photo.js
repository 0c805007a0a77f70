/* A photo of the card: taken, made small on the phone, looked at, kept beside the records and sent after them. */

import { view } from '../core/index.js';
import { dropPhoto, keepPhoto, photoOf, waiting } from '../core/photos.js';
import { html, useEffect, useState } from '../shared/html.js';
import { t } from '../shared/i18n.js';

const LONGEST = 1280; // pixels: a card of A5 can be read
const QUALITY = 0.7;

/** A picture no larger than `LONGEST`, as JPEG. */
export async function smaller(file) {
  const picture = await createImageBitmap(file);
  const by = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const paper = Object.assign(document.createElement('canvas'), { width: Math.round(picture.width * by), height: Math.round(picture.height * by) });
  paper.getContext('2d').drawImage(picture, 0, 0, paper.width, paper.height);
  picture.close();
  return new Promise((resolve, reject) => paper.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', QUALITY));
}

/** Forget a photo, unless what was saved names it: also an earlier version keeps what was taken for it. */
export async function forgetPhoto(name) {
  const saved = view.records('interview').some(({ members }) => (members || []).some(({ photo }) => photo === name));
  if (!saved) await dropPhoto(name);
}

/* The address of a photo that lies on this phone; null while it is looked for, '' where it is here no more. */
function useAddress(name) {
  const [found, set] = useState(null);
  useEffect(() => {
    let address = null;
    let gone = false;
    const show = (bytes) => {
      if (gone) return;
      address = bytes ? URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) : '';
      set({ name, address });
    };
    photoOf(name).then(show, () => {});
    return () => {
      gone = true;
      if (address) URL.revokeObjectURL(address);
      set(null);
    };
  }, [name, waiting.value]);
  return found && found.name === name ? found.address : null;
}

/** The photo as small as a stamp; a tap makes it as wide as the screen, and small again. Once it was sent, that. */
export function Stamp({ name }) {
  const [large, set] = useState(false);
  const address = useAddress(name);
  if (!address) return address === '' && html`<p class="quiet">${t('sv_photo_sent')}</p>`;
  return html`<button class="sv-stamp" aria-pressed=${large} aria-label=${t('sv_photo_look')} onClick=${() => set(!large)}><img src=${address} alt=${t('sv_photo_alt')} /></button>`;
}

/** The button, and what has become of the photo. */
export function Photo({ member, change }) {
  const [state, set] = useState({ size: 0, wrong: false });
  const take = async ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (!file) return;
    try {
      const blob = await smaller(file);
      const photo = await keepPhoto(blob);
      change({ photo });
      if (member.photo && member.photo !== photo) await forgetPhoto(member.photo);
      set({ size: Math.round(blob.size / 1000), wrong: false });
    } catch (problem) {
      set({ size: 0, wrong: true });
    }
  };
  const drop = () => {
    change({ photo: null });
    return forgetPhoto(member.photo).catch(() => {});
  };
  return html`<label class="button wide file">${t(member.photo ? 'sv_photo_again' : 'sv_photo')}<input class="unseen" type="file" accept="image/*" capture="environment" onChange=${take} /></label>
    ${member.photo && html`<${Stamp} name=${member.photo} />${state.size > 0 && html`<p class="quiet" role="status">✔ ${t('sv_photo_kept_kb', { n: state.size })}</p>`}<button class="plain" onClick=${drop}>${t('sv_photo_drop')}</button>`}
    ${state.wrong && html`<p class="problem" role="alert">${t('sv_photo_wrong')}</p>`}`;
}

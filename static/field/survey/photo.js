/* A photo of the card: taken, made small on the phone, kept beside the records and sent after them. */

import { dropPhoto, keepPhoto } from '../core/photos.js';
import { html, useState } from '../shared/html.js';
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
      if (member.photo && member.photo !== photo) await dropPhoto(member.photo);
      change({ photo });
      set({ size: Math.round(blob.size / 1000), wrong: false });
    } catch (problem) {
      set({ size: 0, wrong: true });
    }
  };
  const drop = () => dropPhoto(member.photo).then(() => change({ photo: null }));
  return html`<label class="button wide file">${t(member.photo ? 'sv_photo_again' : 'sv_photo')}<input class="unseen" type="file" accept="image/*" capture="environment" onChange=${take} /></label>
    ${member.photo && html`<p class="quiet" role="status">✔ ${state.size ? t('sv_photo_kept_kb', { n: state.size }) : t('sv_photo_kept')}</p><button class="plain" onClick=${drop}>${t('sv_photo_drop')}</button>`}
    ${state.wrong && html`<p class="problem" role="alert">${t('sv_photo_wrong')}</p>`}`;
}

/* What the phone itself has to say when something does not work, in both languages. The server's own sentences
   come with its answers. */

import { lang } from './signals.js';

const SENTENCES = {
  no_network: ['现在连不上服务器；记录都在手机里，有网会自动上报。', 'The server cannot be reached; everything is kept here and sent later.'],
  not_ours: ['连上的网络要先登录网页，或者不是我们的服务器；记录都在手机里。', 'This network wants a sign-in page first; everything is kept here.'],
  server: ['服务器这会儿有问题，过一会儿会自动再发；记录都在手机里。', 'The server has trouble; it will be tried again, everything is kept here.'],
  storage_full: ['手机存储满了，这一条没有存上。请先删些照片或文件，再记一次。', 'The phone is full: this was NOT saved. Free some space and record it again.'],
  storage_failed: ['手机没有存上这一条，请再记一次；再不行请重新打开本页。', 'The phone did not save this. Record it again; if it fails again, reopen this page.'],
  storage_blocked: ['另一个窗口占着数据，请关掉其他打开的本页面。', 'Another window holds the data: close the other windows of this page.'],
  storage_missing: ['这个浏览器存不了数据（可能是无痕模式），请换普通窗口打开。', 'This browser cannot keep data (private mode?). Open the page in a normal window.'],
  phone_stopped: ['这部手机刚停用、清空了，这一条请写在纸上交给主管。', 'This phone was stopped and emptied: write this one on paper for the supervisor.'],
  not_signed_in: ['请先登录。', 'Please sign in first.'],
  no_area: ['请先选好村。', 'Choose a village first.'],
  unsent_left: ['还有没上报的记录，先上报再退出。', 'Some records are not sent yet; send them before signing out.'],
  not_a_file: ['这不是导出的记录文件。', 'This is not a file of exported records.'],
};

/** A refusal with a code and a sentence in the language chosen. */
export class Refusal extends Error {
  constructor(code, sentence) {
    super(code);
    this.code = code;
    this.sentence = sentence || said(code);
  }
}

/** The phone's own sentence for a code. */
export function said(code) {
  const pair = SENTENCES[code] || SENTENCES.server;
  return pair[lang.value === 'en' ? 1 : 0];
}

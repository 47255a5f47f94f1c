import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The reference as a web page: one answer with everything in it, and what a browser may do with it. */
export interface ReferencePage {
  readonly html: string;
  /** `Content-Security-Policy`: its own style and script by their digests, requests to this service, nothing else. */
  readonly policy: string;
}

/** Puts the page together. It reads `openapi.json` beside it when it is shown. */
export function referencePage(): ReferencePage {
  const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const style = part('page.css');
  const script = part('page.mjs');
  // Functions, as a text to put in may have '$&' in it.
  const html = part('page.html')
    .replace(/(?<=<style>)[^<]*/, () => style)
    .replace(/(?<=<script type="module">)[^<]*/, () => script);
  const policy = [
    "default-src 'none'",
    `style-src ${digestOf(style)}`,
    `script-src ${digestOf(script)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, policy };
}

const digestOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

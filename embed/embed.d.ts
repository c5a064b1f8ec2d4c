/** What `embed.js` adds to a page: the element `<ws-doctor>`, and its events. */

/** What a check came to. */
export interface Result {
  verdict: "healthy" | "degraded" | "broken" | "inconclusive";
  /** The id of the first cause, or `none`. */
  cause: string;
  confidence: "none" | "possible" | "likely" | "confirmed";
  /** To read out on the phone. */
  code: string;
  /** Opens the report on the deployment's page. */
  link: string;
  /** Nothing more will come; until then, connections are watched for drops. */
  over: boolean;
}

/** What is done now. */
export interface Progress {
  /** The id of a probe. */
  step: string;
  title: string;
}

export interface WsDoctor extends HTMLElement {
  /** The id of a target in the deployment's `config.json`. */
  target: string;
  /** Its colours; those of the visitor's system, if `auto`. */
  theme: "auto" | "light" | "dark";
  /** The language that is wished for; English, where there is none. */
  lang: string;
  /**
   * Starts the check, within a click or a press of a key.
   * @throws `NotAllowedError` at any other time.
   */
  start(): void;
  /** Stops it; what was measured is shown. */
  cancel(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "ws-doctor": WsDoctor;
  }
  interface HTMLElementEventMap {
    "ws-doctor:ready": CustomEvent<object>;
    "ws-doctor:progress": CustomEvent<Progress>;
    "ws-doctor:result": CustomEvent<Result>;
  }
}

// The address and the connection settings, from the variables that the service's own commands read.

import { readFileSync } from "node:fs";

import { Refused } from "./errors.js";

export interface Settings {
  /** `http://` without encryption, `https://` with TLS in front of the service. */
  readonly server: URL;
  /** The certificate authority for `https://`, in PEM. Unset for the authorities that Node knows. */
  readonly authority: Buffer | undefined;
  /** The bearer token. Unset if the service needs none. */
  readonly token: string | undefined;
}

export function settingsOf(environment: NodeJS.ProcessEnv): Settings {
  const caFile = environment["CUSTOMER_QUALITY_CA"];
  const tokenFile = environment["CUSTOMER_QUALITY_TOKEN_FILE"];
  return {
    server: address(environment["CUSTOMER_QUALITY_SERVER"] ?? "http://127.0.0.1:50051"),
    authority: caFile === undefined ? undefined : content("CUSTOMER_QUALITY_CA", caFile),
    token: tokenFile === undefined ? undefined : firstToken("CUSTOMER_QUALITY_TOKEN_FILE", tokenFile),
  };
}

function address(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new Refused(`CUSTOMER_QUALITY_SERVER is an address with http:// or https://, and not ${text}`);
  }
  return url;
}

/** Reads the first token. Skips empty lines and lines that begin with #, like the service's own token file. */
function firstToken(variable: string, file: string): string {
  const lines = content(variable, file).toString("utf8").split("\n").map((line) => line.trim());
  const token = lines.find((line) => line !== "" && !line.startsWith("#"));
  if (token === undefined) {
    throw new Refused(`${variable} names a file with a token, and ${file} has none`);
  }
  return token;
}

/** The content of the file that a variable names. */
function content(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refused(`${variable} names a file that cannot be read: ${why}`);
  }
}

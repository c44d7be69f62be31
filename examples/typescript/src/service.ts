// The connection to the service: encryption, token, a deadline for every call, and the documented retries.

import { readFileSync } from "node:fs";

import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";

import { CallError } from "./errors.js";
import type { Settings } from "./settings.js";

/** The service config: the deadlines of calls, and the codes and pauses for making a call again. */
const SERVICE_CONFIG = new URL("../../../proto/service_config.json", import.meta.url);

/** The longest deadline that the service honours. The service config has shorter ones for most calls. */
const LONGEST_CALL_MS = 30_000;

/** A method in the form of the generated code. */
interface Method<Request, Response> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

/** One connection, for the methods of all services. */
export class Service {
  readonly #client: Client;
  readonly #metadata: Metadata;

  constructor({ server, authority, token }: Settings) {
    const encrypted = server.protocol === "https:";
    this.#client = new Client(
      `${server.hostname}:${server.port || (encrypted ? "443" : "80")}`,
      encrypted ? credentials.createSsl(authority) : credentials.createInsecure(),
      {
        "grpc.service_config": readFileSync(SERVICE_CONFIG, "utf8"),
        // After an outage the client finds the service within seconds. The library's default is two minutes.
        "grpc.initial_reconnect_backoff_ms": 200,
        "grpc.max_reconnect_backoff_ms": 5_000,
      },
    );
    // The service config repeats a failed call. Each call also waits for a connection until its
    // deadline, so that the attempts do not run out before the service is back.
    this.#metadata = new Metadata({ waitForReady: true });
    if (token !== undefined) {
      this.#metadata.set("authorization", `Bearer ${token}`);
    }
  }

  /** Makes a call. Repeating any call is safe: reads change nothing, and writes have their effect once. */
  call<Request, Response>(method: Method<Request, Response>, request: Request): Promise<Response> {
    const deadline = Date.now() + LONGEST_CALL_MS;
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, response?: Response) => {
        if (error !== null) {
          reject(CallError.of(error));
        } else if (response !== undefined) {
          resolve(response);
        }
      };
      this.#client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        this.#metadata.clone(),
        { deadline },
        done,
      );
    });
  }

  /** Closes the connection. */
  close(): void {
    this.#client.close();
  }
}

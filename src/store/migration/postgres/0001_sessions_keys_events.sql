-- Sessions: what the engine keeps, as a document, and the columns that it is found by. Times are Unix milliseconds.
CREATE TABLE acp_session (
    id TEXT NOT NULL PRIMARY KEY,
    principal TEXT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL,
    order_id TEXT,
    updated_at BIGINT NOT NULL,
    recover_at BIGINT
);

CREATE INDEX acp_session_order_id ON acp_session (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX acp_session_updated_at ON acp_session (updated_at) WHERE recover_at IS NULL;
CREATE INDEX acp_session_recover_at ON acp_session (recover_at) WHERE recover_at IS NOT NULL;

-- Idempotency keys: in flight while status is null, answered afterwards.
CREATE TABLE acp_key (
    principal TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    ticket BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    status SMALLINT,
    headers TEXT,
    body BYTEA,
    PRIMARY KEY (principal, path, key)
);

CREATE INDEX acp_key_keep_until ON acp_key (keep_until);

-- Tells one reservation, and one delivery, from every other.
CREATE SEQUENCE acp_ticket;

-- Order events that have not arrived.
CREATE TABLE acp_event (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    principal TEXT NOT NULL,
    order_id TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    dead_reason TEXT
);

CREATE INDEX acp_event_waiting ON acp_event (principal, order_id, sequence) WHERE dead_reason IS NULL;
CREATE INDEX acp_event_dead ON acp_event (sequence) WHERE dead_reason IS NOT NULL;

-- Orders that events were told of: one event of each is told at a time.
CREATE TABLE acp_delivery (
    principal TEXT NOT NULL,
    order_id TEXT NOT NULL,
    due_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    ticket BIGINT,
    telling BIGINT,
    told BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (principal, order_id)
);

CREATE INDEX acp_delivery_due_at ON acp_delivery (due_at) WHERE due_at IS NOT NULL;

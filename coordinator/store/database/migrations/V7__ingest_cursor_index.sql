-- The ingest transaction knows agents, not organizations: it finds cursors by this.
CREATE UNIQUE INDEX agent_cursor_agent ON agent_cursor (agent_id, lane);

-- A chart asks for the gaps of one agent.
CREATE INDEX gap_agent ON gap (org_id, agent_id, to_at);

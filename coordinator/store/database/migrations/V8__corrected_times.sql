-- True when the agent's clock was so far ahead that the times in the block were set back.
ALTER TABLE sample_block ADD COLUMN times_corrected boolean NOT NULL DEFAULT false;

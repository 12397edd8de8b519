"""The exit statuses of a job, as the contract has them; 2 (wrong usage) is click's own."""

DONE, FAILED, PARTLY, BUSY = 0, 1, 3, 4

"""The exit statuses of a job, as the contract has them."""

DONE, FAILED, WRONG_USAGE, PARTLY, BUSY = 0, 1, 2, 3, 4

"""What is wrong with my recurrent model? A check-up before hours are spent on training it.

    from utils import checkup

    report = checkup.examine(model, x_train, y_train, x_val, y_val, shuffled=True)
    print(report)                         # in a notebook, `report` alone shows a table

An alarm says that something is wrong, a note that something may be meant. It cannot see everything:

- what happens to the rows before they are in x: wrong labels, a tokeniser that loses words, a scale that was
  fitted on the test set, a split that parts what belongs together (rows that are similar, not the same);
- how the model is trained: learning rate, epochs, batches, a callback or loop of yours, `train_step`,
  `compute_loss`, whether the test set chooses, whether a state is reset between epochs;
- whether the model can do the task at all, or fits its training rows too closely;
- cells called in a loop of yours, layers inside a `tf.function`, a `tf.map_fn` or another framework;
- padding whose sign also stands between words, such as a space, without a mask; padding that all rows have
  alike;
- unknown words by name: it guesses from frequent low ids;
- windows of whole numbers, and overlaps where x is only a part of the training rows;
- what a GPU does: it looks at the arguments and masks, nothing is timed.
"""

from utils.checkup.examination import examine
from utils.checkup.report import Finding, Report

__all__ = ["Finding", "Report", "examine"]

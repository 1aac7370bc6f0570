"""What is asked on behalf of a reader beside figures: kinds of question, their answers, and the one function that gives them."""

from data.questions.answering import answer
from data.questions.answers import Answers, Failure
from data.questions.kinds import Question

__all__ = ["Answers", "Failure", "Question", "answer"]

"""Courses as the shop writes them, and what people make of them."""

from partners.training.models.courses import Choice, Course, Lesson, Question
from partners.training.models.progress import Attempt, Certificate, Enrolment, LessonDone

__all__ = ["Attempt", "Certificate", "Choice", "Course", "Enrolment", "Lesson", "LessonDone", "Question"]

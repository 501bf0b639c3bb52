"""The one gate for files that people send: what is taken, how large, and under which name it is kept.

`fields` are the form fields (every form that takes a file uses one of them), `pictures` and
`documents` what they call, `decoding` the only place that decodes pictures, `limits` the numbers.
"""

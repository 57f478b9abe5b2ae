"""Everything that a run is given: which files hold states, which hold jobs, and what could not be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Raw, Struct, structs

from vpclint.aws.kinds import KINDS
from vpclint.errors import MOST_TOLD, InputError, first_errors
from vpclint.finding import Suppression
from vpclint.sources.aws_config import is_config, read_config
from vpclint.sources.describe import Answer, answer_in, is_answer, records_in
from vpclint.sources.detect import is_state, key_of_records, other_request, request_in
from vpclint.sources.files import Files, Named, folder_of, listed, read
from vpclint.sources.joining import Part, known_of, states_of
from vpclint.sources.policy import is_policy, policy_in, seems_policy
from vpclint.sources.recorded import DATA, is_recorded
from vpclint.sources.snapshot import UNREADABLE, is_no_utf_8, read_snapshot
from vpclint.state.state import State
from vpclint.text.escape import encodable, quoted
from vpclint.text.lines import Lines
from vpclint.text.locate import Locator, top_level_keys
from vpclint.text.nodes import pointer
from vpclint.text.problems import Problem, ProblemKind
from vpclint.text.reading import decode, load
from vpclint.text.repeats import repeated_key
from vpclint.text.sources import SourceTexts, is_lines, is_yaml
from vpclint.workload.job import Job
from vpclint.workload.request import job_of

if TYPE_CHECKING:
    from vpclint.policy.document import PolicyType
    from vpclint.policy.written import WrittenPolicy

NEITHER = "holds neither a state nor a processing job"
"""What is noted of a file that was named and is none of what is read."""

_TO_VPCLINT = b"vpclint"
"""What the bytes of a file hold that speaks to vpclint, but for the zeros of UTF-16."""

_HARMLESS = frozenset({ProblemKind.BYTE_ORDER_MARK})


class Note(Struct, frozen=True):
    """What was passed over in a file."""

    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


class Inputs(Struct, frozen=True):
    """What the files of a run hold.

    Attributes:
        states: one for each snapshot.
        jobs: in the order of the files.
        errors: what could not be read; nothing else is lost by it.
        notes: what was passed over, such as files that were named and hold nothing that vpclint knows.
        texts: the texts, for places.
        strange: the files that were named, or hold several documents, in which something is none that vpclint knows.
        begins: the first file that holds something of a state; empty if none does.
        policies: the policy documents, in the order of the files.
        comments: the suppressions beside what they are about, and what is wrong with those that are none.
    """

    states: tuple[State, ...]
    jobs: tuple[Job, ...]
    errors: tuple[InputError, ...]
    notes: tuple[Note, ...]
    texts: SourceTexts
    strange: tuple[str, ...] = ()
    begins: str = ""
    policies: "tuple[WrittenPolicy, ...]" = ()
    comments: tuple[Suppression | InputError, ...] = ()

    def with_states(self, found: "Inputs") -> "Inputs":
        """The same with the states of others; jobs that stand beside those states are not asked for."""
        errors, notes = self.errors + found.errors, self.notes + found.notes
        return structs.replace(self, states=found.states, errors=errors, notes=notes)


def load_inputs(paths: tuple[str, ...], *, strict: bool = False, texts: SourceTexts | None = None) -> Inputs:
    """Reads files and folders.

    Args:
        paths: a file that is named is always looked at; in a folder, what has the suffix of JSON or YAML.
        strict: absent keys of a state are never assumed to be empty.
        texts: what was read before, to which these files are added.
    """
    found = listed(paths)
    inputs = load_files(Files(found.files), texts or SourceTexts(), strict=strict)
    return structs.replace(inputs, errors=found.refused + inputs.errors)


def load_files(
    files: Files, texts: SourceTexts, *, strict: bool = False, policy_type: "PolicyType | None" = None
) -> Inputs:
    """Reads these files, and adds their texts to those that were read before.

    Args:
        files: what is read.
        texts: what was read before.
        strict: as for `load_inputs`.
        policy_type: what all files that are policies are attached to, where somebody says so.
    """
    return _Loader(texts, files.root, strict=strict, policy_type=policy_type).load(files.files)


class _Loader:
    """Reads one file after the other and sorts what is in them."""

    def __init__(self, texts: SourceTexts, root: str, *, strict: bool, policy_type: "PolicyType | None" = None) -> None:
        self.root = root
        self.policy_type = policy_type
        self.strict = strict
        self.texts = texts
        self.parts: list[Part] = []
        self.jobs: list[Job] = []
        self.policies: list[WrittenPolicy] = []
        self.comments: list[Suppression | InputError] = []
        self.errors: list[InputError] = []
        self.notes: list[Note] = []
        self.strange: dict[str, None] = {}
        self.begins = ""

    def load(self, files: Iterable[Named]) -> Inputs:
        """Reads all files; an error costs the file that it is in."""
        for each in files:
            self._read(each)
            if self.parts and not self.begins:
                self.begins = each.file
        return Inputs(
            states=tuple(states_of(self.parts, strict=self.strict)),
            jobs=tuple(self.jobs),
            errors=tuple(self.errors),
            notes=tuple(self.notes),
            texts=self.texts,
            strange=tuple(self.strange),
            begins=self.begins,
            policies=tuple(self.policies),
            comments=tuple(self.comments),
        )

    def _read(self, each: Named) -> None:
        errors, notes = len(self.errors), len(self.notes)
        try:
            data = read(each.file, self.root) if each.data is None else each.data
            self._file(each.file, data, named=each.named)
        except InputError as error:
            self.errors.append(error)
        except MemoryError:
            self.errors.append(InputError("there is not enough memory to read the file", each.file))
        own = self.errors[errors:]
        self.errors[errors:] = first_errors(each.file, own, len(own), "further things in this file can't be read")
        more = len(self.notes) - notes - MOST_TOLD
        if more > 0:
            self.notes[notes + MOST_TOLD :] = [Note(each.file, f"{more:,} further things are passed over")]

    def _file(self, file: str, data: bytes, *, named: bool) -> None:
        self.texts.add(file, data)
        if is_yaml(file) and _TO_VPCLINT in data.replace(b"\0", b""):
            from vpclint.sources.comments import comments_in  # noqa: PLC0415 - PyYAML is loaded only for YAML

            self.comments += comments_in(file, decode(data).text)
        plain = decode(data).text.encode("utf-8", "surrogatepass") if data.startswith(_MARKS) else data
        members = None if is_yaml(file) else _raw_members(plain)
        if members is not None and self._as_state(file, plain, members):
            return
        if self._as_policy(file, data, members):
            return
        values = self._values(file, data)
        odd = [root for root, value in values or () if not self._document(file, value, root)]
        if values is not None and len(odd) == len(values):
            if named:
                self._note(file, NEITHER)
        else:
            self._note_odd(file, odd)

    def _as_policy(self, file: str, data: bytes, members: Mapping[str, Raw] | None) -> bool:
        """Takes a policy in, also one whose JSON is broken; False for what is none."""
        if is_yaml(file) or is_lines(file):
            return False
        if members is not None and (not is_policy(members) or request_in(members)):
            return False
        decoded = decode(data)
        if members is None and not seems_policy(decoded.text):
            return False
        self.policies.append(policy_in(file, decoded, self.policy_type))
        return True

    def _values(self, file: str, data: bytes) -> list[tuple[str, object]] | None:
        """The documents of a file by their places; None where the text is wrong, which is noted.

        Raises:
            InputError: there is no text.
        """
        decoded = decode(data)
        if not decoded.text.strip():
            raise InputError("the file is empty", file)
        loaded = load(decoded.text, "yaml" if is_yaml(file) else "jsonl" if is_lines(file) else "json")
        problems = [each for each in (*decoded.problems, *loaded.problems) if each.kind not in _HARMLESS]
        if problems:
            places = Lines(decoded.text)
            self.errors += [_as_error(problem, file, places) for problem in _documents_as_one(problems)]
            return None
        if len(loaded.values) == 1:
            return [*_listed("", loaded.values[0])]
        several_values = ((pointer(index), value) for index, value in enumerate(loaded.values) if value is not None)
        return [each for root, value in several_values for each in _listed(root, value)]

    def _note_odd(self, file: str, roots: Iterable[str]) -> None:
        """Notes what stands among jobs and is none: a misspelled one would otherwise go for judged."""
        for root in roots:
            self._note(file, f"{root} is neither a state nor a processing job")

    def _note(self, file: str, message: str) -> None:
        self.notes.append(Note(file, message))
        self.strange[file] = None

    def _document(self, file: str, value: object, root: str) -> bool:
        if isinstance(value, list) and (key := key_of_records(value)):
            answer = records_in(key, value)
            self._answer(file, msgspec.json.encode(answer.members), answer, root)
            return True
        if not isinstance(value, dict):
            return False
        if any(tells(value) for tells in (is_state, is_answer, is_config, is_recorded)):
            encoded = msgspec.json.encode(encodable(value))
            if self._as_state(file, encoded, msgspec.json.decode(encoded, type=dict[str, Raw]), root):
                return True
        content, at = (value["data"], root + DATA) if is_recorded(value) else (value, root)
        if isinstance(content, dict) and (what := other_request(content)):
            self._note(
                file, f"{f'{root} is' if root else 'this is'} the request for {what}: vpclint judges processing jobs"
            )
            return True
        request = request_in(content) if isinstance(content, dict) else None
        if request is None:
            return False
        document, shape, inner = request
        position = root.rpartition("/")[2]
        name = f"{file}#{int(position) + 1}" if position.isdigit() else file
        self.jobs.append(job_of(document, shape, file=file, root=at + inner, name=name))
        return True

    def _as_state(self, file: str, data: bytes, document: Mapping[str, Raw], root: str = "") -> bool:
        """Takes an object in that holds what is there in a VPC; False for one that holds nothing of it."""
        if is_recorded(document) and (undecided := dict(_repeated_keys(file, data))):
            self.errors += first_errors(file, undecided.values(), len(undecided))
        elif answer := answer_in(document, file):
            self._answer(file, data, answer, root)
        elif is_config(document):
            self._recorded(file, data, document, root)
        else:
            return False
        return True

    def _recorded(self, file: str, data: bytes, members: Mapping[str, Raw], root: str) -> None:
        """Takes in what AWS Config recorded: a state for each account and Region."""
        repeated = dict(_repeated_keys(file, data))
        self.errors += first_errors(file, repeated.values(), len(repeated))
        for snapshot in () if repeated else read_config(members, file, root):
            keys = frozenset(snapshot.batches)
            self.parts.append(Part(file + root, folder_of(file), snapshot, keys, joins=False, config=True))

    def _answer(self, file: str, data: bytes, answer: Answer, root: str) -> None:
        """Takes in a snapshot or a single answer, and the jobs in it."""
        repeated = dict(_repeated_keys(file, data, answer.inside))
        self.errors += first_errors(file, repeated.values(), len(repeated))
        self.notes += (Note(file, note) for note in (*answer.notes, *_strange_keys(answer.members)))
        place = (file, root + answer.inside)
        renamed = (name for name, at in answer.pointers.items() if not at or at[1:] in repeated)
        twice = (*repeated, *renamed) if repeated else ()
        snapshot = read_snapshot(answer.members, *place, repeated=twice, pointers=answer.pointers)
        if snapshot.header_error and "vpclint" not in repeated:
            self.errors.append(self._error_at(file, f"{root}/vpclint", f"the header is none: {snapshot.header_error}"))
        if snapshot.jobs_error:
            place_of_jobs = place[1] + pointer("ProcessingJobs")
            self.errors.append(self._error_at(file, place_of_jobs, f"the jobs can't be read: {snapshot.jobs_error}"))
        known = known_of(snapshot, answer.gaps, answer.time, place)
        self.parts.append(Part(file + root, folder_of(file), known, frozenset(answer.members), joins=answer.joins))
        for index, job in enumerate(snapshot.jobs):
            self._job_of_state(file, job, place[1] + pointer("ProcessingJobs", index), data)

    def _job_of_state(self, file: str, job: Raw, root: str, data: bytes) -> None:
        try:
            if repeated_key(job) is not None:
                self.errors += self._repeats_in(file, bytes(job).decode(), root)
            elif not self._document(file, msgspec.json.decode(job), root):
                self._note_odd(file, [root])
        except UNREADABLE as error:
            if is_no_utf_8(error):
                decoded = decode(data)
                self.errors += (_as_error(problem, file, Lines(decoded.text)) for problem in decoded.problems)
            else:
                self.errors.append(self._error_at(file, root, f"this job can't be read: {str(error).lower()}"))

    def _repeats_in(self, file: str, job: str, root: str) -> Iterator[InputError]:
        """The keys that stand twice in a job, by their places in the file."""
        begin, lines = self.texts.location(file, root), Lines(job)
        for problem in load(job, "json").problems:
            line, column = structs.astuple(lines.position(problem.span.start))
            on_first = begin.column - 1 if line == 1 else 0
            yield InputError(
                f"this job can't be read: {problem.message}", file, begin.line + line - 1, on_first + column
            )

    def _error_at(self, file: str, place: str, message: str) -> InputError:
        found = self.texts.location(file, place)
        return InputError(message, file, found.line or None, found.column or None)


def _raw_members(data: bytes) -> dict[str, Raw] | None:
    """The members of an object, each still undecoded; None for what is no object in plain JSON."""
    try:
        return msgspec.json.decode(data, type=dict[str, Raw])
    except UNREADABLE:
        return None


_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _listed(root: str, value: object) -> Iterator[tuple[str, object]]:
    """The documents in a value: itself, or the items of a list that holds no records of one key."""
    if isinstance(value, list) and not key_of_records(value):
        yield from ((root + pointer(index), item) for index, item in enumerate(value))
    else:
        yield root, value


def _documents_as_one(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The problems, with all documents behind the first one as one problem, which says what may be done with them."""
    further = [each for each in problems if each.kind is ProblemKind.SECOND_DOCUMENT]
    message = (
        f"{len(further) + 1} JSON documents stand in this file, of which the second begins here: keep them in files of "
        "their own, join answers of different calls with jq -s add, or name a file with one a line .jsonl"
    )
    for each in problems:
        if each.kind is not ProblemKind.SECOND_DOCUMENT:
            yield each
        elif each is further[0]:
            yield structs.replace(each, message=message)


def _as_error(problem: Problem, file: str, lines: Lines) -> InputError:
    position = lines.position(problem.span.start)
    related = [f"{note} at line {lines.position(span.start).line}" for span, note in problem.related]
    return InputError("; ".join([problem.message, *related]), file, position.line, position.column)


def _strange_keys(members: Mapping[str, Raw]) -> Iterator[str]:
    """Keys of a state that nothing reads: one that is misspelled would otherwise go for missing."""
    strange = sorted(members.keys() - KINDS.keys() - _BESIDE_THE_ANSWERS)
    if strange:
        from difflib import get_close_matches  # noqa: PLC0415 - only a strange key needs it

        near = {key: get_close_matches(key, KINDS, 1, cutoff=0.8) for key in strange}
        meant = (f"{quoted(key)}{f' (did you mean {match[0]}?)' if match else ''}" for key, match in near.items())
        yield f"nothing reads the keys {', '.join(meant)}"


_BESIDE_THE_ANSWERS = {
    *("vpclint", "NextToken", "ResponseMetadata", "ServiceDetails", "ServiceNames"),
    *("SubnetIpv4CidrReservations", "SubnetIpv6CidrReservations", "VpcId", "EnableDnsSupport", "EnableDnsHostnames"),
}


def _repeated_keys(file: str, data: bytes, inside: str = "") -> Iterator[tuple[str, InputError]]:
    """A key that stands twice in a state: which of the two holds is not for vpclint to guess, so neither counts."""
    locator = Locator(data)
    whole = locator.span(inside) if inside else None
    keys = top_level_keys(data[whole.start : whole.end] if whole else data)
    if len(keys) == len(dict(keys)):
        return
    first: dict[str, int] = {}
    for key, span in keys:
        position = locator.position(span.start + (whole.start if whole else 0))
        if key in first:
            message = f'the key "{key}" stands twice, first at line {first[key]}'
            yield key, InputError(message, file, position.line, position.column)
        first.setdefault(key, position.line)

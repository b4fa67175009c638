"""How each topic reaches each member: as it wishes, else as its role has it, else at once."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from marketplace.notices.models import Wish
from marketplace.notices.topics import How, Topic
from marketplace.producers.models import Membership, Producer

Wishes = dict[tuple[int, Topic], How]  # by membership key and topic


def wishes_of(members: Iterable[Membership]) -> Wishes:
    """Say how every topic reaches each of these members. One query."""
    members = list(members)
    rows = Wish.objects.filter(
        Q(membership__in=members)
        | Q(membership=None, producer__in={m.producer_id for m in members})
    ).values_list("membership", "producer", "role", "topic", "how")
    own = {(pk, topic): How(how) for pk, _producer, _role, topic, how in rows if pk}
    of_role = {(maker, role, topic): How(how) for pk, maker, role, topic, how in rows if not pk}
    return {
        (member.pk, topic): own.get(
            (member.pk, topic),
            of_role.get((member.producer_id, member.role, topic), How.AT_ONCE),
        )
        for member in members
        for topic in Topic
    }


def role_wishes(producer: Producer, role: str) -> dict[Topic, How]:
    """Say how every topic reaches those of a role who wish nothing themselves."""
    rows = dict(
        Wish.objects.filter(producer=producer, membership=None, role=role).values_list(
            "topic", "how"
        )
    )
    return {topic: How(rows.get(topic, How.AT_ONCE)) for topic in Topic}


@transaction.atomic
def wish(member: Membership, wished: Mapping[Topic, How]) -> None:
    """Keep how topics are to reach one member."""
    for topic, how in wished.items():
        Wish.objects.update_or_create(
            membership=member,
            topic=topic,
            defaults={"how": how},
            create_defaults={"how": how, "producer": member.producer},
        )


@transaction.atomic
def wish_for_role(producer: Producer, role: str, wished: Mapping[Topic, How]) -> None:
    """Keep how topics reach those of a role who wish nothing themselves."""
    for topic, how in wished.items():
        Wish.objects.update_or_create(
            producer=producer, membership=None, role=role, topic=topic, defaults={"how": how}
        )

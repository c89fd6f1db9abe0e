"""Every table of the book, parents before children."""

from crmdesk.models.activities import Activity, Participant, Reminder, Seen, Tag, Tagging
from crmdesk.models.base import BookTable, Record
from crmdesk.models.campaigns import CampaignMember, Segment, SegmentMember, Template
from crmdesk.models.conversions import Conversion
from crmdesk.models.custom import CustomChoice, CustomField, CustomValue
from crmdesk.models.documents import Blob, Chunk, Document
from crmdesk.models.journal import Change, Step
from crmdesk.models.leads import LeadReason, LeadStatus
from crmdesk.models.learning import Learned
from crmdesk.models.messages import Mention, Message, MessageSeen
from crmdesk.models.negotiation import Involved, PastOutcome
from crmdesk.models.opportunities import Opportunity, OpportunityLine, OpportunityLog, Product
from crmdesk.models.people import (
    Affiliation,
    Campaign,
    Company,
    Contact,
    ContactPoint,
    Lead,
    Picture,
    Role,
    Source,
    Team,
    User,
)
from crmdesk.models.pipeline import Pipeline, Reason, Stage
from crmdesk.models.playbooks import ActivityType, Playbook, PlaybookStep
from crmdesk.models.quotes import IssuedNumber, Quote, QuoteLine, SalesNote
from crmdesk.models.safety import AuditLine, Password
from crmdesk.models.scoring import ScoredOn, ScoreRule
from crmdesk.models.settings import Draft, Preference, SearchEntry, Setting, Upkeep

RECORDS: tuple[type[Record], ...] = (
    Setting,
    Team,
    Role,
    User,
    Source,
    Reason,
    ActivityType,
    Playbook,
    PlaybookStep,
    Pipeline,
    Stage,
    Campaign,
    LeadStatus,
    LeadReason,
    ScoreRule,
    Company,
    Contact,
    Lead,
    ContactPoint,
    Affiliation,
    Picture,
    Product,
    Opportunity,
    OpportunityLine,
    Involved,
    PastOutcome,
    Quote,
    SalesNote,
    QuoteLine,
    Activity,
    Participant,
    Reminder,
    Tag,
    Tagging,
    Conversion,
    CampaignMember,
    Segment,
    SegmentMember,
    Template,
    CustomField,
    CustomChoice,
    CustomValue,
    Message,
    Mention,
    Document,
)
_BESIDE: tuple[type[BookTable], ...] = (
    *(OpportunityLog, Step, Change, Preference, Draft, SearchEntry),
    *(Learned, ScoredOn, Password, AuditLine, Seen),
    *(MessageSeen, Blob, Chunk, IssuedNumber, Upkeep),
)
TABLES: tuple[type[BookTable], ...] = (*RECORDS, *_BESIDE)

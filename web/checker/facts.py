"""The shared facts and documents (core/terms) as questions in plain words. A pack's own are asked in its own words."""

from collections.abc import Mapping
from typing import Final

from greenlane.core.service.enquiry import Question
from greenlane.web.checker.tongue import _, _l
from greenlane.web.checker.wording import Lazy, Said, spoken
from greenlane.web.languages import economy_name

ASKED: Final[Mapping[str, tuple[Lazy, Lazy]]] = {
    "used": (
        _l("Are the goods second-hand?"),
        _l("Say yes if they were used before, also if they were repaired since."),
    ),
    "condition_flags": (
        _l("What can be seen of their condition?"),
        _l("What an inspection saw, or would see. If none of these, say so."),
    ),
    "contaminated": (
        _l("Are they contaminated?"),
        _l("Say yes if radioactive, infectious or toxic matter was not cleaned off."),
    ),
    "for_demolition": (
        _l("Are they brought in to be broken up?"),
        _l("For example an old machine, vehicle or ship that is taken apart after import."),
    ),
    "impurity_percent": (_l("How much foreign matter is among the goods?"), _l("Its share by weight, in percent.")),
    "purity_percent": (_l("How much of it is the main kind of plastic?"), _l("Its share by weight, in percent.")),
    "polymers": (
        _l("Which kinds of plastic are in it?"),
        _l("Their symbols in capitals, with spaces between them, as PE PET PVC. If none, write a single hyphen."),
    ),
    "production_offcut": (
        _l("Are they unused cuttings from production?"),
        _l("Say yes for cuttings that fell in a factory and were never used."),
    ),
    "purpose": (_l("What will the importer do with the goods?"), _l("What they are brought in for.")),
    "importer_is_plant": (
        _l("Is the importer the plant that will use the goods?"),
        _l("Say yes if it uses them itself, within what it was built to handle."),
    ),
    "identified_as_waste": (
        _l("Did an authority or laboratory find that the goods are waste?"),
        _l("Say no if it found that they are not."),
    ),
    "meets_standard": (
        _l("Do they meet the standard for recycled raw material?"),
        _l("The national standard that belongs to their commodity code."),
    ),
    "in_bulk": (_l("Are they shipped loose?"), _l("Loose in the hold or container, not packed.")),
    "statistical_code": (
        _l("What is the Thai statistical code?"),
        _l("The three digits after the commodity code in the Thai tariff, for example 899."),
    ),
    "scientific_name": (_l("Which species is it?"), _l("The scientific name, for wood and wildlife.")),
    "cross_section_mm2": (_l("How thick is the worked timber?"), _l("Its cross-section in square millimetres.")),
    "works": (_l("Do the goods still work?"), _l("Whether they can still do what they were made for.")),
    "repairable": (_l("Can they be repaired?"), _l("Whether they can be made to work again.")),
    "fit_only_for_recovery": (
        _l("Are they fit for nothing but recycling or disposal?"),
        _l("Say yes if only parts or raw materials can be got out of them."),
    ),
    "collected_in": (
        _l("Where were they collected?"),
        _l("The economy where the used goods or the scrap were collected."),
    ),
    "produced_in": (
        _l("Where did they arise?"),
        _l("The economy where the scrap arose in production, or where the goods were wholly produced."),
    ),
    "processes": (_l("What was done to the goods before export?"), _l("In the economy they are sent from.")),
    "warranty_like_new": (_l("Do they carry the warranty of new goods?"), _l("Asked of remanufactured goods.")),
    "life_like_new": (_l("Will they last as long as new goods?"), _l("Asked of remanufactured goods.")),
    "gr_item": (
        _l("Which line of the Korean list of recycled goods (GR) is it?"),
        _l("A number from 1 to 25. Leave it open if the goods have no GR certificate."),
    ),
    "seized": (_l("Did customs confiscate the goods?"), _l("Say yes if it is asked what may become of them.")),
    "reference_price": (
        _l("What is the published reference price?"),
        _l("It stands in for a value that is not known here. The answer is then only as good as this number."),
    ),
}
"""Fact → its question, and a word of help."""

VALUES: Final[Mapping[tuple[str, str], Lazy]] = {
    ("condition_flags", "scattered"): _l("scattered, not in bales or bags"),
    ("condition_flags", "waterlogged"): _l("soaked with water"),
    ("condition_flags", "dirty"): _l("dirty"),
    ("condition_flags", "damaged"): _l("damaged"),
    ("condition_flags", "mouldy"): _l("mouldy"),
    ("condition_flags", "deformed"): _l("out of shape"),
    ("condition_flags", "unpulped_paper_visible"): _l("paper that was not pulped can be seen"),
    ("condition_flags", "plastic_visible"): _l("plastic can be seen in it"),
    ("purpose", "own_production"): _l("make its own products from them"),
    ("purpose", "trade"): _l("sell them on"),
    ("purpose", "cement"): _l("make cement"),
    ("purpose", "repair"): _l("repair them"),
    ("purpose", "reuse"): _l("use them again as they are"),
    ("purpose", "recycling"): _l("recycle them"),
    ("purpose", "disposal"): _l("dispose of them"),
    ("processes", "disassembly"): _l("taken apart"),
    ("processes", "cleaning"): _l("cleaned"),
    ("processes", "inspecting"): _l("inspected"),
    ("processes", "testing"): _l("tested"),
    ("processes", "repair"): _l("repaired"),
    ("processes", "assembly"): _l("assembled"),
    ("processes", "remanufacture"): _l("remanufactured"),
    ("processes", "melting"): _l("melted"),
    ("origin_processes", "retreading"): _l("retreaded"),
    ("origin_processes", "chemical_reaction"): _l("changed by a chemical reaction"),
    ("origin_processes", "distillation"): _l("distilled"),
    ("origin_processes", "purification"): _l("purified"),
    ("origin_processes", "mixing"): _l("mixed to a set recipe"),
    ("origin_processes", "particle_size"): _l("brought to a set particle size"),
    ("origin_processes", "thermal_or_electrolytic"): _l("treated by heat or electrolysis"),
    ("origin_processes", "planing_or_sanding"): _l("planed or sanded"),
    ("origin_processes", "cut_and_sewn"): _l("cut and sewn"),
    ("origin_processes", "spinning_from_chemical_materials"): _l("spun from chemical materials"),
    ("origin_processes", "assembled_from_unmounted_chips"): _l("assembled from unmounted chips"),
    ("transit_operations", "unloading"): _l("unloaded"),
    ("transit_operations", "reloading"): _l("reloaded"),
    ("transit_operations", "preserving"): _l("kept in good condition"),
    ("transit_operations", "storing"): _l("stored"),
    ("transit_operations", "splitting"): _l("split into several lots"),
    ("transit_operations", "repacking"): _l("repacked"),
    ("transit_operations", "relabelling"): _l("relabelled"),
    ("transit_operations", "crating"): _l("put into crates"),
    ("transit_operations", "trade"): _l("sold or released there"),
    ("transit_operations", "processing"): _l("worked on"),
}
"""Fact and value → what it is called."""

DOCUMENTS: Final[Mapping[str, Lazy]] = {
    "VN-ENV-LICENCE": _l("environmental licence (Viet Nam)"),
    "VN-COMPONENT-LICENCE": _l("component environmental licence (Viet Nam)"),
    "VN-DEPOSIT": _l("confirmation of the deposit for imported scrap (Viet Nam)"),
    "VN-QCVN": _l("conformity with the technical regulation QCVN (Viet Nam)"),
    "TH-DIW": _l("approval of the Department of Industrial Works (Thailand)"),
    "CN-IDENTIFICATION": _l("property identification report (China)"),
    "MY-SIRIM-COA": _l("SIRIM certificate of approval (Malaysia)"),
    "MY-MPOB-LICENCE": _l("palm-oil board licence (Malaysia)"),
    "MY-DOE-APPROVAL": _l("approval of the Department of Environment (Malaysia)"),
    "KR-GR-CERT": _l("good recycled product certificate (Korea)"),
    "KR-REMAN-CERT": _l("remanufactured product certificate (Korea)"),
    "KR-ALLBARO": _l("waste manifest in the Allbaro system (Korea)"),
    "ID-V-LEGAL": _l("V-Legal document (Indonesia)"),
    "BASEL-PIC": _l("prior informed consent under the Basel Convention"),
    "CITES-PERMIT": _l("CITES permit"),
    "CO-<agreement>": _l("proof of origin under a trade agreement"),
}
"""Document → what it is called."""


def paper(question: Question) -> Said:
    """The name of a document."""
    known = DOCUMENTS.get(question.name) or (DOCUMENTS["CO-<agreement>"] if question.name[:3] == "CO-" else None)
    return Said(str(known)) if known else spoken(question.label)


def heading(question: Question) -> Said:
    """The question itself."""
    match question.kind:
        case "document":
            return Said(_("Do you have this document, valid on the day they cross the border?"))
        case "date":
            return Said(_("When was this document issued?"))
        case "quantity":
            return Said(_("How much is it (net)?"))
        case "value":
            return Said(_("What is it worth?"))
        case "code" if question.key == "code":
            return Said(_("What is the longer code of the goods?"))
        case "code":
            return Said(_("What is the code of the goods in %(economy)s?", economy=economy_name(question.name)))
    fixed = {
        "origin": _("Where do the goods come from originally?"),
        "from": _("Where are the goods sent from?"),
        "to": _("Where are the goods sent to?"),
    }
    if question.key in fixed:
        return Said(fixed[question.key])
    if question.parameter is not None:
        return Said(_("Do you know the value that was published for %(period)s?", period=question.period))
    known = ASKED.get(question.name)
    return Said(str(known[0])) if known else spoken(question.label)


def help_of(question: Question) -> Said:
    """A word of help; empty where there is none."""
    if question.key == "origin":
        return Said(_("The economy where they were grown, made or collected, wherever they are sent from."))
    if question.kind == "code" and question.values:
        return Said(
            _(
                "The code you gave is too short to tell which rules apply. If it is none of these, write all digits of "
                "your code in the first field."
            )
        )
    if question.kind == "code":
        return Said(_("The code you gave is too short to tell which rules apply. Write all digits of it."))
    if question.key in ("from", "to", "quantity", "value"):
        return Said("")
    if question.parameter is not None:
        return spoken(question.parameter.title)
    known = ASKED.get(question.name)
    return Said(str(known[1])) if known else spoken(question.help)


def value(fact: str, name: str) -> str:
    """What a value of a choice or a list is called."""
    return str(VALUES.get((fact, name)) or name.replace("_", " "))

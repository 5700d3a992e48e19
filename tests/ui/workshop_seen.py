"""The workshop page as a facilitator uses it: open, enter department by department, show, pool, decide."""

from streamlit.testing.v1 import AppTest

from ui import kept, shell

from .test_pages import opened, words

THREE = ("cs", "sales", "marketing")
POINTS = ("p10", "p50", "p90")


def begun(item="early_warning", departments=THREE, **link: str) -> AppTest:
    """The page with an initiative open and some departments at the table."""
    app = opened("workshop", **({"lang": "ja", "data": "shop"} | link))
    app.pills(key="kept_workshop.departments").set_value(list(departments)).run()
    app.selectbox(key="kept_workshop.pick").set_value(item).run()
    return pressed(app, "workshop_open")


def pressed(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def stepped(app: AppTest, step: str) -> AppTest:
    app.segmented_control(key="kept_workshop.step").set_value(step).run()
    assert not app.exception, app.exception
    return app


def seated(app: AppTest, department: str) -> AppTest:
    (seat,) = [pill for pill in app.pills if str(pill.key).endswith(".seat")]
    seat.set_value(department).run()
    assert not app.exception, app.exception
    return app


def field(app: AppTest, ending: str):
    """The control whose draft ends so."""
    every = [*app.number_input, *app.text_input, *app.text_area, *app.selectbox, *app.pills, *app.date_input]
    (found,) = [one for one in every if str(one.key).endswith(ending)]
    return found


def typed(app: AppTest, department: str, effect=(), cost=(), reason="") -> AppTest:
    """What a department has typed; nothing is saved yet."""
    seated(app, department)
    for quantity, numbers in (("effect", effect), ("cost", cost)):
        for point, number in zip(POINTS, numbers):
            field(app, f"{department}.{quantity}.{point}").set_value(float(number)).run()
    if reason:
        field(app, f"{department}.reason").set_value(reason).run()
    assert not app.exception, app.exception
    return app


def entered(app: AppTest, department: str, effect=(), cost=(), reason="") -> AppTest:
    """A department that has saved and handed on."""
    return pressed(typed(app, department, effect, cost, reason), "workshop_save")


def shown(app: AppTest, **middles: float) -> AppTest:
    """A round on the table: the middle of each department's effect in percent."""
    for department, middle in middles.items():
        entered(app, department, (middle / 2, middle, middle * 2), (3e6, 4e6, 6e6), f"{department} reason")
    return pressed(app, "workshop_reveal")


def again(app: AppTest) -> AppTest:
    """The page as the same link opens it in a new session."""
    secret = app.query_params[kept.TOKEN]
    fresh = AppTest.from_file(str(shell.ROOT / "app.py"), default_timeout=60)
    for name, code in app.query_params.items():
        fresh.query_params[name] = code if isinstance(code, str) else code[0]
    fresh.query_params[kept.TOKEN] = secret if isinstance(secret, str) else secret[0]
    fresh.run()
    fresh.switch_page(shell.path_of("workshop")).run()
    assert not fresh.exception, fresh.exception
    return fresh


def everything(app: AppTest) -> str:
    """All that is on screen: words, values of controls, tables and charts."""
    controls = [*app.number_input, *app.text_input, *app.text_area]
    tables = [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    return "\n".join([*words(app), *(str(one.value) for one in controls), *tables])

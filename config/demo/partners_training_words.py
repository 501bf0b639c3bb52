"""What the demo's courses for partners say, each in the shop's three languages."""

from dataclasses import dataclass

from config.demo.partners_words import Words


@dataclass(frozen=True, kw_only=True)
class LessonWords:
    """A lesson: its title, and its text as paragraphs."""

    title: Words
    text: Words


@dataclass(frozen=True, kw_only=True)
class QuestionWords:
    """A question with its answers; the first `right` of them are correct."""

    text: Words
    choices: tuple[Words, ...]
    why: Words
    right: int = 1


@dataclass(frozen=True, kw_only=True)
class CourseWords:
    """A course with its lessons and its quiz; `months` says how long its certificate is valid."""

    title: Words
    summary: Words
    lessons: tuple[LessonWords, ...]
    questions: tuple[QuestionWords, ...]
    months: int | None = 12
    attempts: int | None = None


STONEWARE = CourseWords(
    title=("Stoneware: what makes it last", "炻器：为何经久耐用", "炻器：為何經久耐用"),
    summary=(
        "Clay, firing and glaze, so that you can answer what customers ask at the table.",
        "了解黏土、烧制与釉料，从容回答顾客在餐桌旁提出的问题。",
        "了解黏土、燒製與釉料，從容回答顧客在餐桌旁提出的問題。",
    ),
    lessons=(
        LessonWords(
            title=("Clay and fire", "黏土与火", "黏土與火"),
            text=(
                (
                    "Stoneware is fired at about 1,240 °C. At that heat the clay vitrifies: its pores "
                    "close, and it takes up less than two per cent of water. That is why a bowl stands "
                    "the dishwasher and does not chip easily."
                ),
                (
                    "炻器在约 1240 °C 下烧成。在此温度下黏土玻化，气孔闭合，吸水率低于百分之二。因此碗可以放"
                    "入洗碗机，也不易磕碰。"
                ),
                (
                    "炻器在約 1240 °C 下燒成。在此溫度下黏土玻化，氣孔閉合，吸水率低於百分之二。因此碗可以放"
                    "入洗碗機，也不易碰缺。"
                ),
            ),
        ),
        LessonWords(
            title=("Glazes and food", "釉料与食物", "釉料與食物"),
            text=(
                (
                    "Our glazes contain neither lead nor cadmium and are tested every year. No two "
                    "pieces look quite alike: the place in the kiln decides how the glaze breaks "
                    "at the edge. Tell customers before they order."
                ),
                (
                    "我们的釉料不含铅和镉，每年检测。没有两件器物完全相同：窑位决定釉面在边缘的变化。"
                    "请在顾客下单前说明。"
                ),
                (
                    "我們的釉料不含鉛和鎘，每年檢測。沒有兩件器物完全相同：窯位決定釉面在邊緣的變化。"
                    "請在顧客下單前說明。"
                ),
            ),
        ),
    ),
    questions=(
        QuestionWords(
            text=(
                "Why does stoneware stand the dishwasher?",
                "炻器为什么可以放入洗碗机？",
                "炻器為什麼可以放入洗碗機？",
            ),
            choices=(
                ("Its pores are closed by vitrification.", "玻化使气孔闭合。", "玻化使氣孔閉合。"),
                ("It is painted with lacquer.", "表面涂有漆。", "表面塗有漆。"),
                ("It is fired below 1,000 °C.", "烧成温度低于 1000 °C。", "燒成溫度低於 1000 °C。"),
            ),
            why=(
                "At 1,240 °C the clay vitrifies and takes up hardly any water.",
                "在 1240 °C 下黏土玻化，几乎不吸水。",
                "在 1240 °C 下黏土玻化，幾乎不吸水。",
            ),
        ),
        QuestionWords(
            text=(
                "Which of these are free of lead and cadmium?",
                "以下哪些不含铅和镉？",
                "以下哪些不含鉛和鎘？",
            ),
            choices=(
                ("The glaze of plates", "盘子的釉料", "盤子的釉料"),
                ("The glaze of cups", "杯子的釉料", "杯子的釉料"),
                ("None of our glazes", "我们的釉料都含有", "我們的釉料都含有"),
            ),
            why=(
                "All of our glazes are free of both, and tested every year.",
                "我们的釉料均不含铅和镉，并每年检测。",
                "我們的釉料均不含鉛和鎘，並每年檢測。",
            ),
            right=2,
        ),
    ),
)
HOSPITALITY = CourseWords(
    title=("Selling to hotels and restaurants", "向酒店和餐厅销售", "向飯店和餐廳銷售"),
    summary=(
        ("From the first call to the delivery in cartons, and how a registered deal protects you."),
        "从首次致电到整箱交货，以及报备商机如何保护您。",
        "從首次致電到整箱交貨，以及報備商機如何保護您。",
    ),
    lessons=(
        LessonWords(
            title=("Ask before you offer", "先询问，再报价", "先詢問，再報價"),
            text=(
                (
                    "Ask for the number of covers, the opening day and how the dishes are washed. "
                    "A restaurant of eighty covers needs about two and a half sets for each, since "
                    "one set is on the table, one is washed and some break."
                ),
                (
                    "请先询问餐位数、开业日期和洗涤方式。八十个餐位的餐厅每个餐位约需两套半：一套在桌上，"
                    "一套在洗，另有破损备用。"
                ),
                (
                    "請先詢問座位數、開幕日期和洗滌方式。八十個座位的餐廳每個座位約需兩套半：一套在桌上，"
                    "一套在洗，另有破損備用。"
                ),
            ),
        ),
        LessonWords(
            title=("Register the deal", "报备商机", "報備商機"),
            text=(
                (
                    "Register the hotel as soon as you know its name and a contact. While the deal "
                    "is protected, no other partner gets our prices for it. Report back before the "
                    "protection ends; an extension takes one sentence."
                ),
                (
                    "一旦知道酒店名称和联系人，就请报备。在保护期内，其他合作伙伴不会获得该商机的价格。"
                    "请在保护期结束前反馈；延期只需一句说明。"
                ),
                (
                    "一旦知道飯店名稱和聯絡人，就請報備。在保護期內，其他合作夥伴不會獲得該商機的價格。"
                    "請在保護期結束前回報；延期只需一句說明。"
                ),
            ),
        ),
    ),
    questions=(
        QuestionWords(
            text=(
                "How many sets does a restaurant of 80 covers need, about?",
                "80 个餐位的餐厅大约需要多少套？",
                "80 個座位的餐廳大約需要多少套？",
            ),
            choices=(("200", "200", "200"), ("80", "80", "80"), ("500", "500", "500")),
            why=("Two and a half for each cover.", "每个餐位两套半。", "每個座位兩套半。"),
        ),
        QuestionWords(
            text=("When do you register a deal?", "何时报备商机？", "何時報備商機？"),
            choices=(
                ("As soon as name and contact are known", "知道名称和联系人后立即", "知道名稱和聯絡人後立即"),
                ("After the order", "下单之后", "下單之後"),
                ("Only above 10,000 pieces", "仅限一万件以上", "僅限一萬件以上"),
            ),
            why=(
                "Protection begins when we approve it; before, nothing is yours.",
                "批准后保护期才开始；此前商机不受保护。",
                "核准後保護期才開始；此前商機不受保護。",
            ),
        ),
    ),
    attempts=3,
)
BREAKAGE = CourseWords(
    title=("Breakage and returns", "破损与退货", "破損與退貨"),
    summary=(
        "What to do when a carton arrives with shards: photographs, report, replacement.",
        "整箱到货出现碎片时怎么办：拍照、报告、补发。",
        "整箱到貨出現碎片時怎麼辦：拍照、回報、補發。",
    ),
    lessons=(
        LessonWords(
            title=("The first hour", "第一个小时", "第一個小時"),
            text=(
                (
                    "Photograph the carton before you open it, then the inside, then the pieces. "
                    "Have the carrier note the damage. Report it within seven days with the order's "
                    "number; we send what is missing the next working day."
                ),
                (
                    "开箱前先给纸箱拍照，再拍箱内，最后拍器物。请承运人注明损坏。七天内凭订单号报告；"
                    "我们在下一个工作日补发。"
                ),
                (
                    "開箱前先替紙箱拍照，再拍箱內，最後拍器物。請物流業者註明損壞。七天內憑訂單編號回報；"
                    "我們在下一個工作日補發。"
                ),
            ),
        ),
    ),
    questions=(
        QuestionWords(
            text=("What do you photograph first?", "首先拍什么？", "首先拍什麼？"),
            choices=(
                ("The closed carton", "未开封的纸箱", "未開封的紙箱"),
                ("The broken pieces", "破损的器物", "破損的器物"),
                ("The delivery note", "送货单", "送貨單"),
            ),
            why=(
                "Only the closed carton shows whether it was damaged on the way.",
                "只有未开封的纸箱能说明是否在途中受损。",
                "只有未開封的紙箱能說明是否在途中受損。",
            ),
        ),
    ),
    months=None,
)
COURSES = (STONEWARE, HOSPITALITY, BREAKAGE)

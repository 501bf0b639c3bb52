from shop.one_by_one import one_by_one


def test_one_that_fails_keeps_no_other_waiting(caplog):
    def work(number):
        if number == 2:
            raise ValueError("broken")
        return number < 4

    assert one_by_one([1, 2, 3, 4], work, what="Card") == 2
    assert "Card 2 is left for the next time" in caplog.text
